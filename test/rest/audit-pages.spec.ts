import { randomUUIDv7 } from 'node:crypto';
import { jobStream } from '#domain';
import type { AuditEntry } from '#read-models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rest, startRest } from './rest.js';

interface AuditPage {
  readonly items: readonly AuditEntry[];
  readonly next: string | null;
  readonly position: number;
}

/** No worker runs: what is submitted stays queued, in an order that the test knows. */
describe('the pages of GET /v1/audit', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest({ worker: false });
  });
  afterAll(() => rest.stop());

  const submitted = async () => (await rest.as().post('/v1/volumes').send({}).expect(202)).body.id as string;

  async function page(query: string): Promise<AuditPage> {
    return (await rest.as().get(`/v1/audit?${query}`).expect(200)).body as AuditPage;
  }

  it('have each entry once and as it was at the first page, while new ones arrive and old ones end', async () => {
    const jobs: string[] = [];
    for (let n = 0; n < 20; n++) jobs.push(await submitted());
    const seen: AuditEntry[] = [];
    const moments = new Set<number>();
    for (let next: string | null = ''; next !== null;) {
      const { items, next: following, position } = await page(`outcome=queued&limit=3${next && `&cursor=${next}`}`);
      seen.push(...items);
      next = following;
      await submitted();
      await rest.as().post(`/v1/jobs/${jobs.shift()}/signal`).send({ signal: 'KILL' }).expect(202);
      moments.add(position);
    }
    const positions = seen.map(({ position }) => position);
    expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => b - a));
    expect(moments.size).toBe(1);
    expect(seen).toHaveLength(20);
    expect(new Set(seen.map(({ outcome }) => outcome))).toEqual(new Set(['queued']));
  });

  it.each([
    ['since=2026-02-02T00:00:00Z&until=2026-02-01T00:00:00Z', 'args-invalid', /since: it is after until/],
    ['outcome=sleeping', 'args-invalid', /outcome/],
    ['targetKind=pod', 'args-invalid', /targetKind/],
    ['status=256', 'args-invalid', /status/],
    ['longerThan=-1', 'args-invalid', /longerThan/],
    ['job=not-a-uuid', 'args-invalid', /job/],
    ['since=yesterday', 'args-invalid', /since/],
    ['q=---', 'args-invalid', /q: there is no word/],
    ['q=---&format=csv', 'args-invalid', /q: there is no word/],
    ['actor=', 'args-invalid', /actor/],
    ['actor=%00', 'args-invalid', /actor/],
    ['limit=0', 'args-invalid', /limit/],
    ['limit=1001', 'args-invalid', /limit/],
    ['color=blue', 'args-invalid', /color/],
    ['format=xml', 'args-invalid', /format/],
    ['format=csv&limit=10', 'args-invalid', /leave limit and cursor out/],
    ['cursor=nonsense', 'cursor-invalid', /another list/],
    ['at=2999-01-01T00:00:00Z', 'moment-invalid', /in the future/],
    ['at=999999999', 'moment-invalid', /in the future/],
    ['at=0', 'moment-invalid', /before the first event/],
    ['at=2001-01-01T00:00:00Z', 'moment-invalid', /before the first event/],
    ['at=teatime', 'moment-invalid', /no moment/],
  ])('refuse %s', async (query, code, detail) => {
    const { body } = await rest.as().get(`/v1/audit?${query}`);
    expect(body).toMatchObject({ status: 400, code, detail: expect.stringMatching(detail) });
  });

  it.each([
    '',
    'by=colour',
    'by=actor&by=colour',
    'by=actor&limit=1',
    'by=actor&since=2026-02-02T00:00:00Z&until=2026-02-01T00:00:00Z',
  ])('refuse counts by "%s"', async (query) => {
    const { body } = await rest.as().get(`/v1/audit/counts?${query}`);
    expect(body).toMatchObject({ status: 400, code: 'args-invalid' });
  });

  it('refuse the cursor of another query or moment', async () => {
    await submitted();
    await submitted();
    const { next, position } = await page('name=volume.create&limit=1');
    for (const query of ['', 'name=run', `name=volume.create&at=${position}`]) {
      const { body } = await rest.as().get(`/v1/audit?cursor=${next}&${query}`);
      expect([query, body.code]).toEqual([query, 'cursor-invalid']);
    }
    expect((await page(`name=volume.create&limit=7&cursor=${next}`)).position).toBe(position);
  });

  it('tell nothing of a job whose submission is not in the log', async () => {
    const metadata = { actor: { kind: 'system', name: 'longshore' }, correlationId: 'x' } as const;
    const event = { id: randomUUIDv7(), type: 'JobStarted', data: { epoch: 1, worker: 'w' }, metadata };
    const job = randomUUIDv7();
    await rest.runtime.store.append([{ stream: jobStream(job), events: [event] }]);
    expect((await page(`job=${job}`)).items).toEqual([]);
  });
});
