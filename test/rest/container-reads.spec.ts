import { randomUUIDv7 } from 'node:crypto';
import {
  byJob,
  containerOf,
  contentOfContainer,
  dockerId,
  factOfContainer,
  factOfImage,
  imageOf,
  networkOf,
  removalOf,
} from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTold, type Told } from './told.js';

const sea = networkOf('sea');
const image = imageOf('app', { tags: ['app:latest'] });
const job = randomUUIDv7();
const detail = contentOfContainer({
  config: { Hostname: 'webhost', Env: ['A=1'] },
  hostConfig: { Memory: 1 },
  path: 'sh',
  args: [],
  driver: 'overlay2',
  platform: 'linux',
});
const startedAt = '2026-01-01T12:00:05.000000000Z';
const web = containerOf({
  name: 'web',
  image: image.id,
  imageName: 'app:latest',
  state: 'running',
  startedAt,
  networkMode: 'sea',
  endpoints: [{ network: sea.id, name: 'sea', ipv4: '172.20.0.2', prefix: 16, aliases: ['www'] }],
  mounts: [{ type: 'bind', source: '/etc', destination: '/etc', mode: '', writable: false }],
  detail: detail.digest,
});
const side = containerOf({ name: 'side', state: 'running', startedAt, networkMode: `container:${web.id}` });
const gone = containerOf({ name: 'gone', job });
const twins = ['ab1', 'ab2'].map((begin, n) => containerOf({ name: `twin-${n}`, id: begin.padEnd(64, '0') }));
const byAlice = {
  cause: byJob(job, 'rm'),
  at: '2026-01-01T13:00:00.000000000Z',
  metadata: { actor: { kind: 'token', name: 'alice' }, correlationId: job },
} as const;

let told: Told;
/** Where `gone` was created and removed, and where all had been told. */
let [created, removed, end] = [0, 0, 0];
beforeAll(async () => {
  told = await startTold();
  const positions = await told.tell(
    factOfImage('ImageCreated', image),
    factOfContainer('ContainerCreated', gone),
    [detail.append, factOfContainer('ContainerStarted', web)],
    factOfContainer('ContainerStarted', side),
    removalOf('container', gone, byAlice),
    twins.map((twin) => factOfContainer('ContainerCreated', twin)),
    factOfContainer('ContainerCreated', containerOf({ name: 'web', id: dockerId('web elsewhere') }), {
      host: 'elsewhere',
    }),
  );
  [created, removed, end] = [positions[1] ?? 0, positions[4] ?? 0, positions.at(-1) ?? 0];
});
afterAll(() => told.stop());

const names = async (query: string) => {
  const { status, body } = await told.ask(`/v1/containers${query}`);
  expect(status).toBe(200);
  return body.items.map(({ name, host }) => (host === 'local' ? name : `${String(host)}/${String(name)}`));
};

describe('GET /v1/containers', () => {
  it('lists what there is, stopped ones too, the newest first, and as of which position', async () => {
    expect(await names('')).toEqual(['elsewhere/web', 'twin-1', 'twin-0', 'side', 'web']);
    expect((await told.ask('/v1/containers')).body.position).toBe(end);
  });

  it('lists what there was at a moment', async () => {
    expect(await names(`?at=${created}`)).toEqual(['gone']);
    expect(await names(`?at=${removed - 1}`)).toEqual(['side', 'web', 'gone']);
    expect(await names(`?at=${new Date().toISOString()}`)).toEqual(await names(''));
  });

  it.each([
    ['?name=web', ['elsewhere/web', 'web']],
    ['?host=elsewhere', ['elsewhere/web']],
    ['?state=running', ['side', 'web']],
    [`?image=${image.id}`, ['web']],
    [`?image=${image.id.slice('sha256:'.length, 20)}`, ['web']],
    ['?image=app', ['web']],
    ['?image=app:latest', ['web']],
    ['?image=app:2', []],
    ['?network=sea', ['web']],
    [`?network=${sea.id.slice(0, 12)}`, ['web']],
    [`?network=container:${web.id}`, ['side']],
    ['?name=web&state=running', ['web']],
  ])('has with %s those of which all holds', async (query, expected) => expect(await names(query)).toEqual(expected));

  it('comes in pages of one moment, whatever happens between them', async () => {
    const first = (await told.ask('/v1/containers?host=local&limit=3')).body;
    const late = containerOf({ name: 'late' });
    await told.tell(
      factOfContainer('ContainerCreated', late),
      removalOf('container', twins[1] ?? late),
      removalOf('container', late),
    );
    const second = (await told.ask(`/v1/containers?host=local&limit=3&cursor=${first.next}`)).body;
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['twin-1', 'twin-0', 'side', 'web']);
    expect([second.position, second.next]).toEqual([first.position, null]);
  });
});

describe('GET /v1/containers/{id}', () => {
  it('shows all that is known of a container, by its id, its name or the beginning of its id', async () => {
    for (const ref of [web.id, web.id.slice(0, 12), 'web?host=local']) {
      const { status, body } = await told.ask(`/v1/containers/${ref}`);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        host: 'local',
        id: web.id,
        name: 'web',
        state: 'running',
        imageName: 'app:latest',
        startedAt,
        finishedAt: null,
        health: null,
        endpoints: [{ name: 'sea', ipv4: '172.20.0.2', ipv6: null, mac: null, aliases: ['www'] }],
        mounts: [{ name: null, source: '/etc', writable: false }],
        detail: { config: { Hostname: 'webhost', Env: ['A=1'] }, hostConfig: { Memory: 1 } },
        since: { type: 'ContainerStarted', cause: { by: 'drift' }, actor: { kind: 'unknown' } },
      });
    }
  });

  it('tells whose network it has, and what breaks when it stops', async () => {
    const sideRef = { id: side.id, name: 'side', state: 'running' };
    expect((await told.ask(`/v1/containers/${web.id}`)).body['namespace']).toEqual({
      owner: { id: web.id, name: 'web', state: 'running' },
      network: 'own',
      sharedBy: [{ ...sideRef, by: web.id, network: 'shared' }],
      breaksIfStopped: [sideRef],
    });
    expect((await told.ask('/v1/containers/side')).body['namespace']).toMatchObject({
      owner: { name: 'web' },
      network: 'shared',
      breaksIfStopped: [],
    });
  });

  it('shows it as it was at a moment, also when it is gone', async () => {
    const { body } = await told.ask(`/v1/containers/gone?at=${removed - 1}`);
    expect(body).toMatchObject({ position: removed - 1, id: gone.id, state: 'created', job, detail: null });
  });

  it('says of one that is gone when it was removed, by whom, and how to see it', async () => {
    for (const ref of ['gone', gone.id, gone.id.slice(0, 9)]) {
      const { status, body } = await told.ask(`/v1/containers/${ref}`);
      expect([status, body.code]).toEqual([404, 'container-not-found']);
      expect(body.detail).toContain('removed at 2026-01-01T13:00:00.000000000Z by alice (rm, job');
      expect(body.detail).toContain(`?at=${removed - 1} `);
    }
  });

  it('says of one that was not there yet when it came, and of an unknown one what to do', async () => {
    const early = await told.ask(`/v1/containers/side?at=${created}`);
    expect([early.status, early.body.detail]).toEqual([
      404,
      expect.stringMatching(/came to be at position (\d+): \?at=\1 /),
    ]);
    const never = await told.ask('/v1/containers/never');
    expect([never.status, never.body.detail]).toEqual([404, expect.stringContaining('GET /v1/containers')]);
  });

  it('lists the candidates when several are meant', async () => {
    const position = end;
    const prefix = await told.ask(`/v1/containers/ab?at=${position}`);
    expect([prefix.status, prefix.body.code]).toEqual([409, 'ambiguous-id']);
    for (const twin of twins) expect(prefix.body.detail).toContain(`${twin.id} (${twin.name}) on local`);
    const name = await told.ask('/v1/containers/web');
    expect([name.status, name.body.detail]).toEqual([409, expect.stringMatching(/on elsewhere.*on local.*\?host=/)]);
    expect((await told.ask(`/v1/containers/ab1?at=${position}`)).body['name']).toBe('twin-0');
  });
});
