import { FakeHost } from '#testing/fakes';
import type { Response } from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PlanView } from '../../apps/api/rest/prune/prune-plan-view.js';
import { type Rest, startRest } from './rest.js';

/** Without a worker, and on a fake host: what a plan lists and removes is another spec's; here it is who may do what, and when. */
describe('a prune plan', () => {
  let rest: Rest;
  let mark: string;
  beforeAll(async () => {
    rest = await startRest({ worker: false, hosts: new Map([['local', new FakeHost()]]) });
    mark = rest.name('mark');
  });
  afterAll(() => rest.stop());
  afterEach(() => {
    vi.useRealTimers();
  });

  const planOf = (kind: string, token?: string, more: object = {}) =>
    rest
      .as(token)
      .post(`/v1/${kind}/prune-plan`)
      .send({ labels: [mark], ...more });
  const applied = ({ body }: Response, token?: string) => rest.as(token).post((body as PlanView).links.apply);

  it('is an event with its actor, and can be read again', async () => {
    const chief = await rest.tokenWith(['image'], 'chief');
    const made = await planOf('images', chief, {
      olderThan: '2026-01-01T00:00:00+01:00',
      notLabels: ['keep'],
      all: true,
    });
    expect(made).toMatchObject({ status: 201, headers: { location: made.body.links.self } });
    const filter = {
      all: true,
      anonymous: false,
      before: '2026-01-01T00:00:00+01:00',
      labels: [mark],
      notLabels: ['keep'],
    };
    const { id, plannedAt } = made.body;
    expect(made.body).toEqual({
      id,
      kind: 'images',
      host: 'local',
      filter,
      actor: 'chief',
      plannedAt: expect.any(String),
      state: 'open',
      job: null,
      count: 0,
      bytes: 0,
      more: 0,
      items: [],
      links: { self: `/v1/prune-plans/${id}`, apply: `/v1/prune-plans/${id}/apply`, job: null },
    });
    const { body: log } = await rest.as().get(`/v1/events?stream=prune-plan-${id}`);
    expect(log.items).toMatchObject([
      {
        type: 'PrunePlanned',
        actor: 'chief',
        time: plannedAt,
        data: { kind: 'images', host: 'local', filter, items: [] },
      },
    ]);
    expect((await rest.as().get(made.body.links.self)).body).toEqual(made.body);
  });

  it('takes an age in seconds, and no body at all', async () => {
    const now = Date.now();
    const { body } = await planOf('volumes', undefined, { olderThan: 3_600 });
    expect(Date.parse(body.filter.before) - (now - 3_600_000)).toBeLessThan(5_000);
    expect(Date.parse(body.filter.before)).toBeGreaterThanOrEqual(now - 3_600_000);
    expect((await rest.as().post('/v1/networks/prune-plan')).body).toMatchObject({
      filter: { before: null, labels: [] },
    });
  });

  it('is made and applied with the right of its kind alone', async () => {
    const mate = await rest.tokenWith(['network'], 'mate');
    for (const kind of ['images', 'containers', 'volumes']) {
      expect(await planOf(kind, mate)).toMatchObject({ status: 403, body: { code: 'right-missing' } });
      const made = await planOf(kind);
      expect(await applied(made, mate)).toMatchObject({ status: 403, body: { code: 'right-missing' } });
      expect((await rest.as(mate).get(made.body.links.self)).body).toMatchObject({ state: 'open' });
    }
    const made = await planOf('networks', mate);
    expect(made.status).toBe(201);
    expect(await applied(made, mate)).toMatchObject({ status: 202, body: { name: 'prune.networks', actor: 'mate' } });
    const refused = await rest.jobs('?actor=mate&state=refused');
    expect(refused.map(({ name }) => name)).toEqual([
      'prune.volumes',
      'prune.volumes',
      'prune.containers',
      'prune.containers',
      'prune.images',
      'prune.images',
    ]);
  });

  it('is applied once; who comes second hears which job it was', async () => {
    const made = await planOf('networks');
    const answers = await Promise.all(Array.from({ length: 6 }, () => applied(made)));
    const [job, ...others] = answers.filter(({ status }) => status === 202);
    expect(others).toEqual([]);
    expect(job?.headers['location']).toBe(`/v1/jobs/${job?.body.id}`);
    for (const { status, body } of answers.filter((answer) => answer !== job))
      expect([status, body.code, body.detail]).toEqual([409, 'plan-applied', expect.stringContaining(job?.body.id)]);
    expect((await rest.as().get(made.body.links.self)).body).toMatchObject({
      state: 'applied',
      job: job?.body.id,
      links: { job: `/v1/jobs/${job?.body.id}` },
    });
  });

  it('gives the same job for the same Idempotency-Key, which no other plan may use', async () => {
    const [made, other] = [await planOf('networks'), await planOf('networks')];
    const first = await applied(made).set('idempotency-key', 'apply-1').send({ nice: 3 });
    expect(first).toMatchObject({ status: 202, body: { nice: 3 } });
    const again = await applied(made).set('idempotency-key', 'apply-1').send({ nice: 3 });
    expect(again).toMatchObject({ status: 202, body: { id: first.body.id } });
    expect((await applied(made).set('idempotency-key', 'apply-2').send({ nice: 3 })).body.code).toBe('plan-applied');
    const elsewhere = await applied(other).set('idempotency-key', 'apply-1').send({ nice: 3 });
    expect(elsewhere).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect((await rest.as().get(other.body.links.self)).body).toMatchObject({ state: 'open' });
  });

  it('is stale after a day', async () => {
    const made = await planOf('networks');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 25 * 3_600_000 });
    expect(await applied(made)).toMatchObject({
      status: 409,
      body: { code: 'plan-stale', detail: expect.stringContaining('POST /v1/networks/prune-plan') },
    });
    expect((await rest.as().get(made.body.links.self)).body).toMatchObject({ state: 'stale' });
  });

  it('is not known by an id that nobody has', async () => {
    const nowhere = '/v1/prune-plans/0190aaaa-0000-7000-8000-000000000000';
    expect(await rest.as().get(nowhere)).toMatchObject({ status: 404, body: { code: 'plan-not-found' } });
    expect(await rest.as().post(`${nowhere}/apply`)).toMatchObject({ status: 404, body: { code: 'plan-not-found' } });
    const malformed = await rest.as().get('/v1/prune-plans/mine');
    expect(malformed).toMatchObject({ status: 400, body: { code: 'args-invalid' } });
  });

  it('is listed, the newest first, page by page, by kind, host and actor', async () => {
    const purser = await rest.tokenWith(['run'], 'purser');
    const made = [];
    for (const kind of ['volumes', 'containers', 'volumes']) made.push((await planOf(kind, purser)).body as PlanView);
    const list = async (query: string) => (await rest.as().get(`/v1/prune-plans?actor=purser${query}`)).body;
    const { items: _, ...newest } = made[2] as PlanView;
    expect((await list('')).items).toMatchObject([{ id: made[2]?.id }, { id: made[1]?.id }, { id: made[0]?.id }]);
    expect((await list('')).items[0]).toEqual(newest);
    const page = await list('&limit=2');
    expect(page.items).toHaveLength(2);
    expect(await list(`&limit=2&cursor=${page.next}`)).toMatchObject({ items: [{ id: made[0]?.id }], next: null });
    expect((await rest.as().get(`/v1/prune-plans?cursor=${page.next}`)).body.code).toBe('cursor-invalid');
    expect((await list('&kind=volumes')).items).toHaveLength(2);
    expect((await list('&host=elsewhere')).items).toEqual([]);
    await rest.as(purser).post(newest.links.apply).expect(202);
    expect((await list('&limit=1')).items).toMatchObject([{ state: 'applied', job: expect.any(String) }]);
  });

  it.each([
    ['images', { anonymous: true }],
    ['volumes', { all: true }],
    ['networks', { force: true }],
    ['images', { olderThan: 'long ago' }],
    ['images', { olderThan: -1 }],
    ['images', { olderThan: 1e12 }],
    ['images', { olderThan: '2026-02-30T00:00:00Z' }],
    ['containers', { labels: 'keep' }],
    ['containers', { notLabels: [''] }],
  ])('of %s is not made of %o', async (kind, body) => {
    expect(await planOf(kind, undefined, body)).toMatchObject({ status: 400, body: { code: 'args-invalid' } });
  });

  it('is made on a host that there is', async () => {
    const nowhere = await planOf('images', undefined, { host: 'nowhere' });
    expect(nowhere).toMatchObject({ status: 404, body: { code: 'host-not-found' } });
  });
});
