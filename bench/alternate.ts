import { median } from './table.js';
import type { Figure } from './table.js';

/** Two ways to do the same; each answers with its rate a second. */
export interface Comparison {
  readonly ours: () => Promise<number>;
  readonly direct: () => Promise<number>;
  /** So many rounds count; 9 unless each takes long. */
  readonly rounds?: number;
}

/**
 * The ratio of our rate to the direct one: the median of rounds in which both run one after the other, since the
 * machine is not equally fast all the time. Who begins changes; a first round of both does not count.
 */
export async function alternate({
  ours,
  direct,
  rounds = 9,
}: Comparison): Promise<Pick<Figure, 'value' | 'unit' | 'details'>> {
  await ours();
  await direct();
  const rates = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) rates.push({ ours: await ours(), direct: await direct() });
    else rates.push({ direct: await direct(), ours: await ours() });
  }
  const ratios = rates.map((rate) => rate.ours / rate.direct);
  const details = {
    'ours/s': median(rates.map((rate) => rate.ours)),
    'direct/s': median(rates.map((rate) => rate.direct)),
    ratios,
  };
  return { value: median(ratios), unit: '×', details };
}
