import { useQuery } from '@tanstack/react-query';
import type { DiskPoint } from '../../api/answers.js';
import { useAt } from '../../api/at.js';
import { dataOf, rest } from '../../api/client.js';
import { bytes } from '../../parts/bytes.js';
import { LineChart } from '../../parts/line-chart.js';
import { Failure } from '../../parts/outcome.js';
import { Section } from '../../parts/page.js';
import { useHostWords } from '../../words/hosts/use-host-words.js';

const parts = ['images', 'containers', 'volumes', 'buildCache'] as const;

/** What the hosts take of their disks, over the last week; as of a moment up to it. */
export default function DiskCharts({ hosts }: { readonly hosts: readonly string[] }) {
  const words = useHostWords();
  return (
    <Section title={words.usage}>
      <div className="line-charts">
        {hosts.map((host) => (
          <DiskChart key={host} host={host} />
        ))}
      </div>
    </Section>
  );
}

function DiskChart({ host }: { readonly host: string }) {
  const words = useHostWords();
  const at = useAt();
  const disk = useQuery({
    queryKey: ['disk', { host, at }],
    queryFn: () =>
      dataOf(
        rest.GET('/v1/hosts/{host}/disk', {
          params: { path: { host }, query: at === undefined ? {} : { to: String(at) } },
        }),
      ),
  });
  const points = disk.data?.points ?? [];
  const last = points.at(-1);
  if (disk.error) return <Failure error={disk.error} />;
  if (!last)
    return (
      <p className="hint">
        <strong>{host}</strong> {words.notMeasured}
      </p>
    );
  // What was measured last holds until now, or until the moment that is shown.
  const held = at === undefined ? [...points, { ...last, at: new Date().toISOString() }] : points;
  const free = parts.reduce((sum, part) => sum + last[part].reclaimable, 0);
  return (
    <LineChart
      title={host}
      isStepped
      times={held.map((point) => Date.parse(point.at))}
      series={parts.map((part) => ({ name: words[part], values: valuesOf(held, part) }))}
      format={bytes}
      aside={words.reclaimable(bytes(free))}
    />
  );
}

function valuesOf(points: readonly DiskPoint[], part: (typeof parts)[number]): readonly number[] {
  return points.map((point) => point[part].bytes);
}
