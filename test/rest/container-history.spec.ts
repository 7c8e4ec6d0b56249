import { randomUUIDv7 } from 'node:crypto';
import { type JobEvent, jobStream } from '#domain';
import type { StreamAppend } from '#event-sourcing';
import { byJob, containerOf, dockerId, factOfContainer, removalOf } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Body, startTold, type Told } from './told.js';

const alice = { kind: 'token', name: 'alice' } as const;

/** A job that ended with this result; `args` are what it was asked with. */
function job(id: string, name: string, args: object, result: object | undefined, host = 'local'): StreamAppend {
  const limits = { outputBytes: 1, graceSeconds: 1 };
  const events: readonly JobEvent[] = [
    { type: 'JobSubmitted', data: { name, args: { ...args }, env: {}, host, nice: 0, limits, warnings: [] } },
    { type: 'JobStarted', data: { epoch: 1, worker: 'w' } },
    { type: 'JobExited', data: { epoch: 1, status: result ? 0 : 125, ...(result && { result: { ...result } }) } },
  ];
  const metadata = { actor: alice, correlationId: id };
  return { stream: jobStream(id), events: events.map((event) => ({ ...event, id: randomUUIDv7(), metadata })) };
}

const ids = Object.fromEntries(
  ['run', 'label', 'exec', 'failed', 'rm', 'other', 'elsewhere', 'before', 'after'].map((name) => [
    name,
    randomUUIDv7(),
  ]),
);
const idOf = (name: string) => ids[name] ?? '';
const cause = byJob(idOf('run'), 'run');
const of = { cause, metadata: { actor: alice, correlationId: idOf('run') } };

const first = containerOf({ name: 'web', id: dockerId('the first web'), job: idOf('label') });
const second = containerOf({ name: 'web', id: dockerId('the second web') });
const startedAt = '2026-01-01T12:00:05.000000000Z';
const running = { ...first, state: 'running', startedAt };
const renamed = { ...running, name: 'www' };

let told: Told;
let [born, removed] = [0, 0];
beforeAll(async () => {
  told = await startTold();
  const positions = await told.tell(
    job(idOf('before'), 'exec', { container: 'web' }, undefined),
    job(idOf('run'), 'run', { image: 'busybox', name: 'web' }, { container: first.id, name: 'web', warnings: [] }),
    job(idOf('label'), 'create', { image: 'busybox' }, undefined),
    factOfContainer('ContainerCreated', first, of),
    factOfContainer('ContainerStarted', running, { ...of, at: startedAt }),
    job(idOf('exec'), 'exec', { container: first.id }, { container: first.id, exec: 'e', exitCode: 0 }),
    job(idOf('failed'), 'stop', { container: 'web' }, undefined),
    job(idOf('other'), 'exec', { container: 'db' }, { container: dockerId('db'), exec: 'e', exitCode: 0 }),
    job(idOf('elsewhere'), 'stop', { container: 'web' }, undefined, 'elsewhere'),
    factOfContainer('ContainerRenamed', renamed, { from: 'web' }),
    job(idOf('rm'), 'rm', { container: first.id.slice(0, 12) }, { container: first.id }),
    removalOf('container', { ...first, name: 'www' }, of),
    job(idOf('after'), 'exec', { container: 'www' }, undefined),
    factOfContainer('ContainerCreated', second),
  );
  [born, removed] = [positions[3] ?? 0, positions[11] ?? 0];
});
afterAll(() => told.stop());

type Entry = Readonly<Record<string, unknown>> & { readonly job?: { readonly id: string } };

const lifeOf = async (ref: string): Promise<Body> => {
  const { status, body } = await told.ask(`/v1/containers/${ref}`);
  expect([ref, status]).toEqual([ref, 200]);
  return body;
};
const nameOf = (id: string | undefined) => Object.keys(ids).find((name) => ids[name] === id);
const shown = ({ items }: Pick<Body, 'items'>) =>
  (items as readonly Entry[]).map(({ entry, type, job: { id } = { id: '' } }) => (entry === 'job' ? nameOf(id) : type));

const whole = [
  'run',
  'label',
  'ContainerCreated',
  'ContainerStarted',
  'exec',
  'failed',
  'ContainerRenamed',
  'rm',
  'ContainerRemoved',
];

describe('GET /v1/containers/{id}/history', () => {
  it('tells the whole life of a container that is gone, with the jobs that made it or named it', async () => {
    const body = await lifeOf(`${first.id}/history`);
    expect(shown(body)).toEqual(whole);
    expect(body['container']).toMatchObject({ host: 'local', id: first.id, name: 'www', state: 'removed' });
    const positions = body.items.map(({ position }) => Number(position));
    expect(positions).toEqual(positions.toSorted((one, other) => one - other));
  });

  it('tells of each fact when it was, why, who was behind it, and what it changed', async () => {
    const { items } = await lifeOf(`${first.id}/history`);
    expect(items.find(({ type }) => type === 'ContainerStarted')).toEqual({
      entry: 'fact',
      position: expect.any(Number),
      time: expect.stringMatching(/Z$/),
      at: startedAt,
      type: 'ContainerStarted',
      seen: 'event',
      cause,
      actor: alice,
      name: 'web',
      changes: { state: { before: 'created', after: 'running' }, startedAt: { before: null, after: startedAt } },
    });
    expect(items.find(({ type }) => type === 'ContainerRenamed')).toMatchObject({
      cause: { by: 'drift' },
      actor: { kind: 'unknown' },
      changes: { name: { before: 'web', after: 'www' } },
    });
    expect(items.find(({ type }) => type === 'ContainerCreated')).toMatchObject({
      changes: { id: { before: null, after: first.id }, state: { before: null, after: 'created' } },
    });
  });

  it('leads from each job to its kept output', async () => {
    const { items } = await lifeOf(`${first.id}/history`);
    expect(items.find(({ job: made }) => (made as Entry | undefined)?.['id'] === idOf('exec'))).toMatchObject({
      entry: 'job',
      job: {
        name: 'exec',
        actor: 'alice',
        status: 0,
        links: { output: `/v1/jobs/${idOf('exec')}/output`, self: `/v1/jobs/${idOf('exec')}` },
      },
    });
    await told
      .as()
      .get(`/v1/jobs/${idOf('exec')}/output`)
      .expect(200);
  });

  it.each([1, 2, 3, 9])('comes in pages of %i, each entry on one of them', async (limit) => {
    const entries: unknown[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: Body = await lifeOf(`${first.id}/history?limit=${limit}${next === '' ? '' : `&cursor=${next}`}`);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      entries.push(...shown(page));
      next = page.next;
    }
    expect(entries).toEqual(whole);
  });

  it('ends at the moment that is asked for', async () => {
    const body = await lifeOf(`web/history?at=${born}`);
    expect(shown(body)).toEqual(['run', 'label', 'ContainerCreated']);
    expect(body['container']).toMatchObject({ id: first.id, name: 'web', state: 'created' });
  });

  it('is of what has the name now, or else of what had it last', async () => {
    expect((await lifeOf('web/history'))['container']).toMatchObject({ id: second.id });
    expect((await lifeOf(`web/history?at=${removed}`))['container']).toMatchObject({ id: first.id });
    expect((await lifeOf('www/history'))['container']).toMatchObject({ id: first.id });
  });

  it('is not found of what never was', async () => {
    const { status, body } = await told.ask('/v1/containers/never/history');
    expect([status, body.code]).toEqual([404, 'container-not-found']);
  });
});
