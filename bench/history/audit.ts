import { type AuditFilter, AuditQueries, cursorOf } from '#read-models';
import type { Pool } from 'pg';
import type { LogDatabase } from '../log-database.js';
import { type Figure, quantile } from '../table.js';
import { Random } from './random.js';

/** Of each kind of query, each way. */
const rounds = 500;
const limit = 100;

const entries = `
  select a.*, g.args, (
    select json_agg(json_build_object('kind', t.kind, 'ref', t.ref))
    from read_models.audit_targets t where t.position = a.position) as targets
  from read_models.audit a join read_models.audit_arguments g using (position)`;
const byActor = `${entries} where a.actor = $1 order by a.position desc limit $2`;
const byTarget = `
  ${entries} join read_models.audit_targets about using (position) where about.ref = $1 order by a.position desc limit $2`;
const byTime = `${entries} where a.time >= $1 and a.time < $2 order by a.position desc limit $3`;
const lastPage = `${entries} where a.position < $1 order by a.position desc limit $2`;

/** A query of the audit in our way, and the same by plain pg. */
interface Query {
  readonly ours: () => Promise<number>;
  readonly direct: () => Promise<number>;
}

/** What is known of the commands in the log, to ask for. */
interface Known {
  readonly actors: readonly string[];
  readonly targets: readonly string[];
  /** When the first and the last were asked. */
  readonly times: readonly [number, number];
  /** The position of the oldest entry that is not on the last page. */
  readonly last: number;
  readonly end: number;
}

/**
 * Queries of the audit by actor, by target, by time and for the last page, of read models that are filled: the slowest of a hundred, and
 * how much slower that is than the same by plain pg.
 */
export async function audit({ database, pool }: LogDatabase): Promise<readonly Figure[]> {
  const known = await whatIsKnown(pool);
  const queries = queriesOf(known, new AuditQueries(database), pool);
  const p99: Record<string, number> = {};
  const ratios: Record<string, number> = {};
  for (const [name, next] of Object.entries(queries)) {
    const { ours, direct } = await measure(next);
    p99[name] = ours;
    ratios[name] = ours / direct;
  }
  return [
    { name: 'audit p99', value: Math.max(...Object.values(p99)), unit: 'ms', target: { atMost: 50 }, details: p99 },
    { name: 'audit', value: Math.max(...Object.values(ratios)), unit: '×', target: { atMost: 3 }, details: ratios },
  ];
}

/** The 99th of a hundred times, in milliseconds, of both ways in turns. */
async function measure(next: () => Query): Promise<{ readonly ours: number; readonly direct: number }> {
  const [ours, direct]: [number[], number[]] = [[], []];
  for (let round = -20; round < rounds; round++) {
    const query = next();
    const took = { ours: await timeOf(query.ours), direct: await timeOf(query.direct) };
    if (round < 0) continue;
    ours.push(took.ours);
    direct.push(took.direct);
  }
  return { ours: quantile(ours, 0.99), direct: quantile(direct, 0.99) };
}

async function timeOf(query: () => Promise<number>): Promise<number> {
  const start = performance.now();
  await query();
  return performance.now() - start;
}

function queriesOf(known: Known, reads: AuditQueries, pool: Pool): Readonly<Record<string, () => Query>> {
  const random = new Random(2);
  const { end: position } = known;
  const list = (filter: AuditFilter, cursor?: string) => async () =>
    (await reads.list(filter, { position, limit, ...(cursor !== undefined && { cursor }) })).items.length;
  const plain = (text: string, values: readonly unknown[]) => async () =>
    (await pool.query(text, [...values, limit])).rows.length;
  return {
    actor: () => {
      const actor = random.of(known.actors);
      return { ours: list({ actor }), direct: plain(byActor, [actor]) };
    },
    target: () => {
      const target = random.of(known.targets);
      return { ours: list({ target }), direct: plain(byTarget, [target]) };
    },
    time: () => {
      const [since = '', until = ''] = [timeAmong(known.times, random), timeAmong(known.times, random)].toSorted();
      return { ours: list({ since, until }), direct: plain(byTime, [since, until]) };
    },
    'last page': () => ({
      ours: list({}, cursorOf([position, known.last], { at: undefined })),
      direct: plain(lastPage, [known.last]),
    }),
  };
}

function timeAmong([first, last]: readonly [number, number], random: Random): string {
  return new Date(first + random.nat(last - first)).toISOString();
}

async function whatIsKnown(pool: Pool): Promise<Known> {
  const { rows: actors } = await pool.query<{ actor: string }>('select distinct actor from read_models.audit');
  const { rows: targets } = await pool.query<{ ref: string }>(
    'select ref from read_models.audit_targets order by random() limit 1000',
  );
  const { rows } = await pool.query<{ first: Date; last: Date; end: string; page: string }>(
    `select min(time) as first, max(time) as last, max(coalesce(ended, position)) as end,
            (select position from read_models.audit order by position offset $1 limit 1) as page
     from read_models.audit`,
    [limit],
  );
  const [{ first = new Date(), last = new Date(), end = '0', page = '0' } = {}] = rows;
  return {
    actors: actors.map(({ actor }) => actor),
    targets: targets.map(({ ref }) => ref),
    times: [first.getTime(), last.getTime()],
    last: Number(page),
    end: Number(end),
  };
}
