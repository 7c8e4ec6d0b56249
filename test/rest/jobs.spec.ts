import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobView } from '../../apps/api/rest/jobs/job-view.js';
import { type Rest, startRest } from './rest.js';

interface JobPage {
  readonly items: readonly JobView[];
  readonly next: string | null;
}

/** No worker runs: what is submitted stays queued, in an order that the test knows. */
describe('GET /v1/jobs', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest({ worker: false });
  });
  afterAll(() => rest.stop());

  async function submitVolume(token?: string): Promise<JobView> {
    const { body } = await rest
      .as(token)
      .post('/v1/volumes')
      .send({ labels: { of: 'jobs' } })
      .expect(202);
    return body as JobView;
  }

  async function page(query: string): Promise<JobPage> {
    const { body } = await rest.as().get(`/v1/jobs?${query}`).expect(200);
    expect(Object.keys(body)).toEqual(['items', 'next']);
    return body as JobPage;
  }

  it('shows a job with these keys, and no others', async () => {
    const job = await submitVolume();
    const documented = [
      'id',
      'pid',
      'ppid',
      'name',
      'args',
      'env',
      'actor',
      'host',
      'state',
      'status',
      'signal',
      'nice',
      'submittedAt',
      'startedAt',
      'endedAt',
      'result',
      'links',
    ];
    const more = ['token', 'timedOut', 'limits', 'stdin', 'warnings', 'error', 'lastError', 'output'];
    expect(Object.keys(job).toSorted()).toEqual([...documented, ...more].toSorted());
    expect(job).toMatchObject({
      pid: expect.any(Number),
      ppid: 0,
      name: 'volume.create',
      actor: 'admin',
      host: 'local',
      nice: 0,
      state: 'queued',
    });
    expect(job.links).toEqual({
      self: `/v1/jobs/${job.id}`,
      output: `/v1/jobs/${job.id}/output`,
      signal: `/v1/jobs/${job.id}/signal`,
    });
    const { body } = await rest.as().get(job.links.self).expect(200);
    expect(body).toEqual(job);
  });

  it('pages through jobs without gaps or doubles, while new ones arrive', async () => {
    const submitted = await Promise.all(Array.from({ length: 30 }, () => submitVolume()));
    const seen: number[] = [];
    let next: string | null = '';
    while (next !== null) {
      const { items, next: following }: JobPage = await page(
        `name=volume.create&limit=7${next === '' ? '' : `&cursor=${next}`}`,
      );
      seen.push(...items.map(({ pid }) => pid));
      await submitVolume();
      next = following;
    }
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(submitted.map(({ pid }) => pid)));
  });

  it('finds jobs by actor, name, state, host and time', async () => {
    const other = await rest.tokenWith(['run', 'network'], 'deckhand');
    await submitVolume(other);
    await rest
      .as(other)
      .post('/v1/networks')
      .send({ name: rest.name('by-deckhand') })
      .expect(202);
    await rest.as(other).delete('/v1/volumes/no-such-volume').expect(404);
    const ofDeckhand = (await page('actor=deckhand')).items;
    expect(ofDeckhand.map(({ name, state, actor }) => [name, state, actor])).toEqual([
      ['volume.rm', 'refused', 'deckhand'],
      ['network.create', 'queued', 'deckhand'],
      ['volume.create', 'queued', 'deckhand'],
    ]);
    expect((await page('actor=deckhand&name=network.create')).items).toHaveLength(1);
    expect((await page('state=refused')).items.map(({ name }) => name)).toEqual(['volume.rm']);
    expect((await page('state=running')).items).toEqual([]);
    expect((await page('host=local&actor=deckhand')).items).toHaveLength(2);
    expect((await page('host=nowhere')).items).toEqual([]);
    const [refused, network, volume] = ofDeckhand;
    const span = `since=${network?.submittedAt}&until=${refused?.submittedAt}`;
    expect((await page(`actor=deckhand&${span}`)).items.map(({ id }) => id)).toContain(network?.id);
    expect((await page(`until=${volume?.submittedAt}&limit=1000`)).items.map(({ id }) => id)).not.toContain(
      network?.id,
    );
    expect((await page('since=2999-01-01T00:00:00Z')).items).toEqual([]);
    expect((await page('since=0001-01-01T00:00:00Z&until=9999-12-31T23:59:59Z&limit=1')).items).toHaveLength(1);
  });

  it('refuses the cursor of another query, and one that is none', async () => {
    const { next } = await page('limit=1');
    for (const query of [`cursor=${next}&actor=admin`, 'cursor=nonsense', 'cursor=%F0%9F%9A%A2']) {
      const { body, status } = await rest.as().get(`/v1/jobs?${query}`);
      expect([status, body.code]).toEqual([400, 'cursor-invalid']);
    }
    await rest.as().get(`/v1/jobs?cursor=${next}&limit=2`).expect(200);
  });

  it('refuses filters that are none', async () => {
    for (const query of [
      'state=sleeping',
      'limit=0',
      'limit=1001',
      'limit=many',
      'since=yesterday',
      'since=0000-01-01T00:00:00Z',
      'color=blue',
      'state=queued&state=exited',
      'actor=%00',
    ]) {
      const { body, status } = await rest.as().get(`/v1/jobs?${query}`);
      expect([query, status, body.code]).toEqual([query, 400, 'args-invalid']);
    }
  });

  it('says of a job that is not there where the jobs are', async () => {
    const nobody = '0192f0c1-2345-7abc-8def-0123456789ab';
    for (const path of [`/v1/jobs/${nobody}`, `/v1/jobs/${nobody}/output`]) {
      const { body, status } = await rest.as().get(path);
      expect([status, body.code, body.detail]).toEqual([404, 'job-not-found', expect.stringContaining('GET /v1/jobs')]);
    }
    const signal = await rest.as().post(`/v1/jobs/${nobody}/signal`).send({ signal: 'TERM' });
    expect([signal.status, signal.body.code]).toEqual([404, 'job-not-found']);
    expect((await rest.as().get('/v1/jobs/not-a-uuid')).body).toMatchObject({ status: 400, code: 'args-invalid' });
  });

  it('lets a queued job be signalled only by who may submit it', async () => {
    const { id } = await submitVolume();
    const builder = await rest.tokenWith(['build'], 'builder');
    const refused = await rest.as(builder).post(`/v1/jobs/${id}/signal`).send({ signal: 'KILL' });
    expect(refused).toMatchObject({
      status: 403,
      body: { code: 'right-missing', detail: expect.stringContaining('"run"') },
    });
    expect(await rest.job(id)).toMatchObject({ state: 'queued' });
    expect(await rest.jobs('?actor=builder&state=refused')).toMatchObject([
      { name: 'signal', error: { code: 'right-missing' } },
    ]);
    for (const signal of ['SIGNOTHING', 9, null]) {
      expect((await rest.as().post(`/v1/jobs/${id}/signal`).send({ signal })).status).toBe(400);
    }
  });
});
