import { useQuery } from '@tanstack/react-query';
import { useAt } from '../../api/at.js';
import { dataOf, type Job, rest } from '../../api/client.js';
import { Answer } from '../../parts/outcome.js';
import { Text } from '../../parts/text.js';
import { Timeline } from '../../parts/timeline.js';
import { plainText } from '../../parts/values.js';

/** What happened to a job, event by event. */
export function JobTimeline({ job }: { readonly job: Job }) {
  const at = useAt();
  const events = useQuery({
    queryKey: ['jobs', { id: job.id, events: true }],
    queryFn: () =>
      dataOf(
        rest.GET('/v1/events', { params: { query: { stream: `job-${job.id}`, after: job.pid - 1, limit: 500 } } }),
      ),
  });
  return (
    <Answer to={events}>
      {({ items }) => (
        <Timeline
          entries={items
            .filter(({ position }) => at === undefined || position <= at)
            .map(({ position, time, type, actor, data }) => ({
              key: String(position),
              position,
              time,
              title: type,
              tone: toneOf(type, data),
              why: <Text>{actor}</Text>,
              detail: detailOf(data),
            }))}
        />
      )}
    </Answer>
  );
}

function toneOf(type: string, data: Readonly<Record<string, unknown>>): string {
  if (type === 'JobExited') return data['status'] === 0 ? 'good' : 'bad';
  if (type === 'JobRefused' || type === 'JobSignalled') return 'bad';
  return type === 'JobSubmitted' ? 'quiet' : 'busy';
}

/** What an event adds to what the page tells already. */
function detailOf({ name: _name, args: _args, env: _env, ...data }: Readonly<Record<string, unknown>>): string {
  return Object.entries(data)
    .filter(([, value]) => value !== null && value !== undefined && typeof value !== 'object')
    .map(([field, value]) => `${field} ${plainText(value)}`)
    .join(' · ')
    .slice(0, 400);
}
