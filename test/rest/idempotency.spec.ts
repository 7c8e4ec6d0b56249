import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tarOf } from './context.js';
import { engine, type Rest, startRest } from './rest.js';

describe('Idempotency-Key', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest();
  });
  afterAll(() => rest.stop());

  const post = (path: string, key: string, body: object, token?: string) =>
    rest.as(token).post(path).set('idempotency-key', key).send(body);

  it('gives the same job for the same key and body, also when it has ended', async () => {
    const body = { name: rest.name('once') };
    const first = await post('/v1/volumes', 'key-1', body).expect(202);
    await expect.poll(() => rest.job(first.body.id), { timeout: 10_000 }).toMatchObject({ state: 'exited', status: 0 });
    const second = await post('/v1/volumes', 'key-1', body).expect(202);
    expect(second.body).toMatchObject({ id: first.body.id, state: 'exited', status: 0 });
    expect(second.headers['location']).toBe(first.headers['location']);
  });

  it('makes one job of many requests at once', async () => {
    const body = { image: 'busybox', cmd: ['true'], name: rest.name('concurrent') };
    const answers = await Promise.all(Array.from({ length: 12 }, () => post('/v1/containers/create', 'key-2', body)));
    for (const { status, body: told } of answers) {
      if (status !== 202) expect([status, told.code]).toEqual([409, 'idempotency-key-in-flight']);
    }
    expect(new Set(answers.filter(({ status }) => status === 202).map(({ body: job }) => job.id)).size).toBe(1);
    const jobs = (await rest.jobs('?name=create')).filter(({ state }) => state !== 'refused');
    expect(jobs).toHaveLength(1);
    await expect.poll(() => rest.job(jobs[0]?.id ?? ''), { timeout: 10_000 }).toMatchObject({ status: 0 });
    expect(await engine.listContainers({ all: true, filters: { name: [rest.name('concurrent')] } })).toHaveLength(1);
  });

  it('refuses the key with another body, and names the job that has it', async () => {
    const { body } = await post('/v1/volumes', 'key-3', {}).expect(202);
    const other = await post('/v1/volumes', 'key-3', { labels: { a: 'b' } });
    expect(other).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused', detail: expect.stringContaining(body.id) },
    });
    const elsewhere = await post('/v1/networks', 'key-3', { name: rest.name('elsewhere') });
    expect(elsewhere.status).toBe(422);
  });

  it('keeps the keys of actors apart', async () => {
    const mate = await rest.tokenWith(['run']);
    const mine = await post('/v1/volumes', 'key-4', {}).expect(202);
    const his = await post('/v1/volumes', 'key-4', {}, mate).expect(202);
    expect(his.body.id).not.toBe(mine.body.id);
  });

  it('says that a request is in flight while its build context is still being sent, then gives its job', async () => {
    const context = await tarOf({ Dockerfile: 'FROM busybox\n' });
    const headers = {
      authorization: `Bearer ${rest.token}`,
      'content-type': 'application/x-tar',
      'idempotency-key': 'key-5',
      expect: '100-continue',
    };
    const upload = request(`${rest.url}/v1/builds`, { method: 'POST', headers });
    const answered = once(upload, 'response');
    upload.flushHeaders();
    await once(upload, 'continue');
    upload.write(context.subarray(0, 600));
    const send = (bytes: Buffer) =>
      rest.as().post('/v1/builds').set('content-type', 'application/x-tar').set('idempotency-key', 'key-5').send(bytes);
    await expect
      .poll(async () => (await send(context)).body, { timeout: 5_000 })
      .toMatchObject({ status: 409, code: 'idempotency-key-in-flight' });
    upload.end(context.subarray(600));
    const [response] = await answered;
    const { id } = (await json(response)) as { id: string };
    expect(response.statusCode).toBe(202);
    expect((await send(context)).body.id).toBe(id);
    expect((await send(await tarOf({ Dockerfile: 'FROM busybox\n', more: 'x' }))).status).toBe(422);
    await expect.poll(() => rest.job(id), { timeout: 20_000 }).toMatchObject({ status: 0 });
    const { result } = await rest.job(id);
    expect(result).toMatchObject({ tags: [] });
  });

  it('may be used again, corrected, after a refusal', async () => {
    expect((await post('/v1/containers/create', 'key-6', { image: 'no-such-image' })).status).toBe(404);
    expect((await post('/v1/containers/create', 'key-6', { image: 'busybox' })).status).toBe(202);
  });

  it('has 1 to 255 characters', async () => {
    for (const key of ['', 'k'.repeat(256)]) {
      expect((await post('/v1/volumes', key, {})).body).toMatchObject({ status: 400, code: 'idempotency-key-invalid' });
    }
  });
});
