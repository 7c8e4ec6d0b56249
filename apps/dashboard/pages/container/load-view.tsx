import { bytes } from '../../parts/bytes.js';
import { LineChart } from '../../parts/line-chart.js';
import { Failure } from '../../parts/outcome.js';
import { Section } from '../../parts/page.js';
import { useLiveWords } from '../../words/live/use-live-words.js';
import { type Load, useLoads } from './use-loads.js';

/** What it takes, as lines that go on each second. */
export function LoadView({
  id,
  host,
  isRunning,
}: {
  readonly id: string;
  readonly host: string;
  readonly isRunning: boolean;
}) {
  const { views, load: words } = useLiveWords();
  return (
    <Section title={views.load}>
      {isRunning ? <Charts id={id} host={host} /> : <p className="hint">{words.notRunning}</p>}
    </Section>
  );
}

function Charts({ id, host }: { readonly id: string; readonly host: string }) {
  const { load: words } = useLiveWords();
  const { loads, error } = useLoads(id, host);
  const times = loads.map(({ at }) => Date.parse(at));
  const last = loads.at(-1);
  const values = (field: keyof Load) => loads.map((load) => load[field] as number | null);
  const perSecond = (value: number) => words.perSecond(bytes(value));
  return (
    <>
      {error !== undefined && <Failure error={error} />}
      {!last && error === undefined && <p className="hint">{words.waiting}</p>}
      {last && (
        <div className="line-charts">
          <LineChart
            title={words.processor}
            times={times}
            series={[{ name: words.used, values: values('cpu') }]}
            format={percent}
            aside={words.processes(String(last.processes))}
          />
          <LineChart
            title={words.memory}
            times={times}
            series={[{ name: words.used, values: values('memory') }]}
            format={bytes}
            aside={words.limit(bytes(last.memoryLimit))}
          />
          <LineChart
            title={words.network}
            times={times}
            series={[
              { name: words.received, values: values('received') },
              { name: words.sent, values: values('sent') },
            ]}
            format={perSecond}
          />
          <LineChart
            title={words.disk}
            times={times}
            series={[
              { name: words.read, values: values('read') },
              { name: words.written, values: values('written') },
            ]}
            format={perSecond}
          />
        </div>
      )}
    </>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
