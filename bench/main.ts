import { parseArgs } from 'node:util';
import { accept } from './accept.js';
import { append } from './append.js';
import { batch } from './batch/batch.js';
import { dispatch } from './dispatch.js';
import { door } from './door/door.js';
import { history } from './history/history.js';
import { lag } from './lag.js';
import { lifecycle } from './lifecycle.js';
import { memory } from './memory.js';
import { page } from './page/page.js';
import { read } from './read.js';
import { isMet, report } from './table.js';
import type { Benchmark, Figure } from './table.js';

/** All benchmarks. Each compares with the direct way in the same run. */
const benchmarks: Readonly<Record<string, Benchmark>> = {
  accept,
  append,
  batch,
  dispatch,
  door,
  history,
  lag,
  lifecycle,
  memory,
  page,
  read,
};

const { positionals, values } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } });
const names = positionals.length > 0 ? positionals : Object.keys(benchmarks);
const figures: Figure[] = [];
for (const name of names) {
  const benchmark = benchmarks[name];
  if (benchmark === undefined) {
    throw new Error(`There is no benchmark ${name}: take one of ${Object.keys(benchmarks).join(', ')}.`);
  }
  console.log(`${name} …`);
  figures.push(...[await benchmark(values.only?.split(','))].flat());
}
await report(figures);
process.exitCode = figures.every(isMet) ? 0 : 1;
