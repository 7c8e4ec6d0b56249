/** One line of a chart: a value at each of its times; null where there is none. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

interface Props {
  readonly title: string;
  /** Ascending, in ms; one for each value. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  /** A value as people read it. */
  readonly format: (value: number) => string;
  /** What is said beside the title. */
  readonly aside?: string;
  /** Whether lines go level from value to value: what was measured holds until the next time. */
  readonly isStepped?: boolean;
}

const width = 300;
const height = 80;

/** Values over time, as lines from nought up; the last ones stand beside them as words. */
export function LineChart({ title, times, series, format, aside, isStepped = false }: Props) {
  const top = Math.max(...series.flatMap(({ values }) => values.map((value) => value ?? 0)), 0);
  const told = series.map(({ name, values }) => [name, lastOf(values)] as const);
  const spoken = told.map(([name, value]) => `${name} ${value === undefined ? '–' : format(value)}`).join(', ');
  return (
    <figure className="line-chart">
      <figcaption>
        <strong>{title}</strong>
        {aside !== undefined && <span className="hint">{aside}</span>}
        <ul className="legend">
          {told.map(([name, value], tone) => (
            <li key={name}>
              <span className={`swatch series-${tone}`} aria-hidden="true" /> {name}{' '}
              <span className="number">{value === undefined ? '–' : format(value)}</span>
            </li>
          ))}
        </ul>
      </figcaption>
      <span className="chart-top hint" aria-hidden="true">
        {format(top)}
      </span>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={`${title}: ${spoken}`}>
        <path className="chart-grid" d={`M0 ${height / 2}H${width}M0 1H${width}M0 ${height - 1}H${width}`} />
        {series.map(({ name, values }, tone) => (
          <path key={name} className={`line-${tone}`} d={pathOf(times, values, top, isStepped)} />
        ))}
      </svg>
    </figure>
  );
}

function lastOf(values: readonly (number | null)[]): number | undefined {
  return values.findLast((value) => value !== null) ?? undefined;
}

function pathOf(times: readonly number[], values: readonly (number | null)[], top: number, isStepped: boolean): string {
  const [first = 0] = times;
  const span = Math.max(1, (times.at(-1) ?? 0) - first);
  let isDrawing = false;
  const steps = times.map((time, index) => {
    const value = values[index];
    if (value === null || value === undefined) {
      isDrawing = false;
      return '';
    }
    const x = (((time - first) / span) * width).toFixed(1);
    const y = (height - 1 - (value / Math.max(top, 1e-9)) * (height - 3)).toFixed(1);
    const step = isDrawing ? (isStepped ? `H${x}V${y}` : `L${x} ${y}`) : `M${x} ${y}`;
    isDrawing = true;
    return step;
  });
  return steps.join('');
}
