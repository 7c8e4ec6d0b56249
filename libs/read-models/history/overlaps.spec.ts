import { openDatabase } from '#prisma';
import { createDatabase } from '#testing';
import fc from 'fast-check';
import type { Client } from 'pg';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
const [client, other] = [await database.connect(), await database.connect()];
beforeEach(() => client.query('truncate network_versions, endpoint_versions, tag_versions'));
afterAll(async () => {
  await Promise.all([client.end(), other.end()]);
  await database.close();
  await throwAway.drop();
});

interface Version {
  readonly entity: number;
  readonly from: number;
  /** Null while it holds. */
  readonly until: number | null;
}

const overlap = { code: '23P01' };
const sameStart = { code: '23505' };

function insert(versions: readonly Version[], by: Client = client) {
  const rows = versions.map(({ entity, from, until }) => ({ entity, valid: `[${from},${until ?? ''})` }));
  return by.query(
    `insert into network_versions (entity, host, valid, name, driver)
     select entity, 'local', valid, 'net', 'bridge' from json_to_recordset($1) as row (entity bigint, valid int8range)`,
    [JSON.stringify(rows)],
  );
}

function isApart(versions: readonly Version[]): boolean {
  return versions.every((one, index) =>
    versions
      .slice(index + 1)
      .every(
        (next) =>
          one.entity !== next.entity ||
          (one.until !== null && one.until <= next.from) ||
          (next.until !== null && next.until <= one.from),
      ),
  );
}

describe('versions of one thing', () => {
  it('are accepted when they do not overlap, and refused when they do, whatever they are and in whichever order they come', async () => {
    const version = fc
      .tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 6 }))
      .map(([entity, from, length]): Version => ({ entity, from, until: length === 0 ? null : from + length }));
    const statements = fc.array(fc.array(version, { minLength: 1, maxLength: 3 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(statements, async (inserts) => {
        await client.query('truncate network_versions');
        const accepted: Version[] = [];
        for (const versions of inserts) {
          const isAccepted = await insert(versions).then(
            () => true,
            () => false,
          );
          expect(isAccepted).toBe(isApart([...accepted, ...versions]));
          if (isAccepted) accepted.push(...versions);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('cannot be changed so that they overlap', async () => {
    await insert([
      { entity: 1, from: 1, until: 5 },
      { entity: 1, from: 5, until: null },
      { entity: 2, from: 9, until: null },
    ]);

    const change = (set: string, where: string) => client.query(`update network_versions set ${set} where ${where}`);
    await expect(change(`valid = '[1,6)'`, 'upper(valid) = 5')).rejects.toMatchObject(overlap);
    await expect(change(`valid = '[4,)'`, 'lower(valid) = 5')).rejects.toMatchObject(overlap);
    await expect(change('entity = 1', 'entity = 2')).rejects.toMatchObject(overlap);
    await expect(change(`valid = 'empty'`, 'entity = 2')).rejects.toMatchObject(overlap);
    await expect(change(`valid = '[1,3)'`, 'lower(valid) = 5')).rejects.toMatchObject(sameStart);
    await change(`valid = '[1,4)'`, 'upper(valid) = 5');
    await change(`valid = '[4,)'`, 'lower(valid) = 5');
  });

  it('do not overlap when two transactions write at once', async () => {
    await client.query('begin');
    await insert([{ entity: 1, from: 1, until: null }]);
    const refused = insert([{ entity: 1, from: 7, until: null }], other).catch((error: unknown) => error);
    await client.query('commit');
    expect(await refused).toMatchObject(overlap);
  });

  it('are not written on a snapshot that may miss others', async () => {
    await client.query('begin isolation level repeatable read');
    await expect(insert([{ entity: 1, from: 1, until: null }])).rejects.toThrow('read committed');
    await client.query('rollback');
  });

  it('are those with the same columns that tell one thing from another', async () => {
    const place = (network: string, valid: string) =>
      client.query(
        `insert into endpoint_versions (entity, host, valid, network, network_name) values (1, 'local', $2, '', $1)`,
        [network, valid],
      );
    const tag = (host: string, valid: string) =>
      client.query(`insert into tag_versions (host, valid, name, image) values ($1, $2, 'app:1', 'sha256:1')`, [
        host,
        valid,
      ]);
    await place('front', '[1,)');
    await place('back', '[1,)');
    await tag('local', '[1,)');
    await tag('staging', '[2,9)');

    await expect(place('back', '[3,4)')).rejects.toMatchObject(overlap);
    await expect(tag('staging', '[8,)')).rejects.toMatchObject(overlap);
  });

  it('are refused when they come by a copy into tables without their triggers, which a rebuild fills', async () => {
    const { prisma } = database;
    await prisma.$executeRaw`select clear_spare_read_models()`;
    await prisma.$executeRaw`
      insert into read_models_spare.network_versions (entity, host, valid, name, driver)
      values (1, 'local', '[1,5)', 'net', 'bridge'), (1, 'local', '[4,)', 'net', 'bridge')`;

    await expect(prisma.$executeRaw`select index_spare_read_model('network_versions')`).rejects.toThrow('overlap');
  });
});
