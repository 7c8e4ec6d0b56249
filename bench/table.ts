import { mkdir, writeFile } from 'node:fs/promises';

/** What a benchmark measured, and what it should be. */
export interface Figure {
  /** E.g. `append`. */
  readonly name: string;
  readonly value: number;
  /** `×` for a ratio to the direct way, else e.g. `ms`. */
  readonly unit: '×' | '%' | '/s' | 'ms' | 'kB' | 'MB' | 'rows';
  readonly target: { readonly atLeast: number } | { readonly atMost: number };
  /** What the value was made from, e.g. rates of each round. */
  readonly details: Readonly<Record<string, number | readonly number[]>>;
}

/** One benchmark, of one figure or several: it brings what it needs, and leaves nothing behind. `only`: some of its parts, where it has parts. */
export type Benchmark = (only?: readonly string[]) => Promise<Figure | readonly Figure[]>;

const results = new URL('.longshore/bench/', `file://${process.cwd()}/`);

/** True when the figure is as good as it should be. */
export function isMet({ value, target }: Figure): boolean {
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}

/** Prints the figures, one a line, and writes each to `.longshore/bench/<name>.json`. */
export async function report(figures: readonly Figure[]): Promise<void> {
  await mkdir(results, { recursive: true });
  for (const figure of figures) {
    const json = { ...figure, met: isMet(figure), at: new Date().toISOString(), node: process.version };
    await writeFile(new URL(`${figure.name}.json`, results), `${JSON.stringify(json, undefined, 2)}\n`);
  }
  const lines = [['figure', 'measured', 'target', '', 'details'], ...figures.map(cells)];
  for (const line of aligned(lines)) console.log(line);
}

/** The middle of the values; of two middles the lower. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/** The value below which such a part of all values lies: 0.99 for the 99th of a hundred. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)] ?? Number.NaN;
}

function cells(figure: Figure): readonly string[] {
  const { name, value, unit, target, details } = figure;
  const wanted = 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
  const parts = Object.entries(details).map(([key, detail]) => `${key} ${[detail].flat().map(short).join(' ')}`);
  return [name, `${short(value)} ${unit}`, `${wanted} ${unit}`, isMet(figure) ? 'met' : 'MISSED', parts.join(' · ')];
}

function short(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
}

function aligned(lines: readonly (readonly string[])[]): readonly string[] {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
