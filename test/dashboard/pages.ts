/** Every page of the dashboard, by the name of its picture; `thing` has a container, `job` a job, `image` an image, `batch` a batch and `build` a build of the test's. */
export function pagesOf({
  thing,
  job,
  image,
  batch,
  build,
}: Readonly<Record<'thing' | 'job' | 'image' | 'batch' | 'build', string>>): readonly (readonly [
  string,
  string,
  string,
])[] {
  return [
    ['now', '/', 'Now'],
    ['jobs', '/jobs', 'Jobs'],
    ['job', `/jobs/${job}`, 'run'],
    ['batches', '/batches', 'Batches'],
    ['batch', `/batches/${batch}`, 'Batch'],
    ['builds', '/builds', 'Builds'],
    ['build', `/builds/${build}`, 'Build'],
    ['dockerfile', '/dockerfile', 'Dockerfile'],
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
