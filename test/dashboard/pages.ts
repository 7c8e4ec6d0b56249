/** Every page of the dashboard, by the name of its picture; `thing` has a container, `job` a job, and `image` an image of the test's. */
export function pagesOf({
  thing,
  job,
  image,
}: Readonly<Record<'thing' | 'job' | 'image', string>>): readonly (readonly [string, string, string])[] {
  return [
    ['now', '/', 'Now'],
    ['jobs', '/jobs', 'Jobs'],
    ['job', `/jobs/${job}`, 'run'],
    ['containers', '/containers', 'Containers'],
    ['container', `/containers/${thing}`, thing],
    ['images', '/images', 'Images'],
    ['image', `/images/${image}`, image],
    ['graph', `/images/graph?node=${image}&containers=true`, 'Image graph'],
    ['networks', '/networks', 'Networks'],
    ['volumes', '/volumes', 'Volumes'],
    ['prune', '/prune', 'Prune'],
    ['audit', '/audit', 'Audit'],
    ['changes', '/changes?from=1', 'Changes'],
    ['run', '/run', 'Run'],
    ['run-network', '/run?kind=network', 'Run'],
    ['settings', '/settings', 'Settings'],
  ];
}
