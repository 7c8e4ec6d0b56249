import { useQuery } from '@tanstack/react-query';
import { moment, useAt } from '../../api/at.js';
import { dataOf, rest } from '../../api/client.js';
import { Answer } from '../../parts/outcome.js';
import { Text } from '../../parts/text.js';
import { asQuery } from '../../parts/filters.js';
import { useWords } from '../../words/words.js';

const days = 21;
const height = 120;
const tones = 6;

/** Commands by day, each actor's in a colour of their own; the same stands beside it as words. */
export function DayChart({ filters }: { readonly filters: Readonly<Record<string, string | undefined>> }) {
  const { audit } = useWords();
  const at = useAt();
  const counts = useQuery({
    queryKey: ['counts', { at, filters }],
    // All that was ever commanded is counted: not with each event, then.
    refetchInterval: at === undefined && 20_000,
    queryFn: () =>
      dataOf(
        rest.GET('/v1/audit/counts', {
          params: { query: { ...asQuery(filters), ...moment(at), by: ['actor', 'day'] } },
        }),
      ),
  });
  return (
    <Answer to={counts}>
      {({ items }) => {
        const actors = totals(items.map(({ actor = '', count }) => [actor, count] as const));
        const lastDays = [...new Set(items.map(({ day = '' }) => day))].toSorted().slice(-days);
        const most = Math.max(
          1,
          ...totals(items.map(({ day = '', count }) => [day, count] as const)).map(([, count]) => count),
        );
        if (items.length === 0) return <p className="hint">{audit.nothing}</p>;
        return (
          <figure className="chart">
            <svg viewBox={`0 0 ${days * 24} ${height + 18}`} role="img" aria-label={audit.chart}>
              {lastDays.map((day, index) => {
                let floor = height;
                const x = (days - lastDays.length + index) * 24 + 3;
                return (
                  <g key={day}>
                    {actors.map(([actor], tone) => {
                      const count = items.find((item) => item.day === day && item.actor === actor)?.count ?? 0;
                      const size = (count / most) * height;
                      floor -= size;
                      return (
                        <rect key={actor} className={`series-${tone % tones}`} x={x} y={floor} width="18" height={size}>
                          <title>{`${day} · ${actor}: ${count}`}</title>
                        </rect>
                      );
                    })}
                    <text x={x + 9} y={height + 13}>
                      {day.slice(8)}
                    </text>
                  </g>
                );
              })}
            </svg>
            <figcaption>
              <ul className="legend">
                {actors.slice(0, 12).map(([actor, count], tone) => (
                  <li key={actor}>
                    <span className={`swatch series-${tone % tones}`} aria-hidden="true" /> <Text>{actor}</Text>{' '}
                    <span className="number">{count}</span>
                  </li>
                ))}
              </ul>
            </figcaption>
          </figure>
        );
      }}
    </Answer>
  );
}

/** Counts of the same name added up, the most first. */
function totals(counts: readonly (readonly [string, number])[]): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>();
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count);
  return [...sums].toSorted(([, a], [, b]) => b - a);
}
