import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rest, startRest } from './rest.js';

describe('Prefer: wait', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest();
  });
  afterAll(() => rest.stop());

  const run = (prefer: string, cmd: readonly string[]) =>
    rest.as().post('/v1/containers').set('prefer', prefer).send({ image: 'busybox', cmd, rm: true, init: true });

  it('answers 200 with the ended job, as soon as it has ended', async () => {
    const begun = Date.now();
    const response = await run('respond-async, wait=50', ['sh', '-c', 'exit 7']);
    expect(response.status).toBe(200);
    expect(response.headers).toMatchObject({
      'preference-applied': 'wait=50',
      location: `/v1/jobs/${response.body.id}`,
    });
    expect(response.body).toMatchObject({
      state: 'exited',
      status: 7,
      endedAt: expect.any(String),
      result: { exitCode: 7 },
    });
    expect(Date.now() - begun).toBeLessThan(40_000);
  });

  it('answers 202 with the job as it is when the time is up', async () => {
    const response = await run('wait=1', ['sleep', '600']);
    expect(response.status).toBe(202);
    expect(response.body).toMatchObject({ state: 'running', status: null, endedAt: null });
    const other = await run('wait=0', ['true']);
    expect(other.status).toBe(202);
    await rest.as().post(`/v1/jobs/${response.body.id}/signal`).send({ signal: 'KILL' }).expect(202);
    await expect.poll(() => rest.job(response.body.id), { timeout: 10_000 }).toMatchObject({ status: 137 });
  });

  it('is a preference: one that is none changes nothing', async () => {
    for (const prefer of ['wait', 'wait=soon', 'return=minimal']) {
      const response = await run(prefer, ['true']);
      expect([prefer, response.status, response.headers['preference-applied']]).toEqual([prefer, 202, undefined]);
    }
  });
});
