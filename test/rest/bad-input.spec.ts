import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine, type Rest, startRest } from './rest.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const create = '/v1/containers/create';

describe('bad input', () => {
  let rest: Rest;
  let token: string;
  let heapBefore: number;
  beforeAll(async () => {
    rest = await startRest();
    collectGarbage();
    heapBefore = process.memoryUsage().heapUsed;
    token = await rest.tokenWith(['run', 'network', 'image', 'build'], 'mallory');
  });
  afterAll(() => rest.stop());

  async function send(path: string, body: string | Buffer, type: string | null = 'application/json') {
    const response = await fetch(`${rest.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, ...(type !== null && { 'content-type': type }) },
      body: new Uint8Array(Buffer.from(body)),
    });
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    return { status: response.status, problem: (await response.json()) as { code: string; detail: string } };
  }

  /** What the newest refusal of the actor says. */
  async function refusal(): Promise<unknown> {
    const [newest] = await rest.jobs('?actor=mallory&state=refused&limit=1');
    return [newest?.name, newest?.error?.code];
  }

  const bodies: readonly (readonly [what: string, body: string, status: number, code: string, detail: RegExp])[] = [
    ['not JSON', '{"image": busybox}', 400, 'json-invalid', /not JSON/],
    ['half of a document', '{"image": "busybox"', 400, 'json-invalid', /not JSON/],
    ['not an object', '["busybox"]', 400, 'args-invalid', /object/],
    ['null', 'null', 400, 'args-invalid', /object/],
    ['nothing', '', 400, 'args-invalid', /object/],
    ['wrong types', '{"image": 7, "cmd": "ls"}', 400, 'args-invalid', /image: .*string.*; cmd: .*array/],
    ['unknown fields', '{"image": "busybox", "privileged": true}', 400, 'args-invalid', /privileged/],
    ['NUL in cmd', '{"image": "busybox", "cmd": ["a\\u0000b"]}', 400, 'args-invalid', /cmd\.0: it has a NUL/],
    ['NUL in env', '{"image": "busybox", "env": {"A": "\\u0000"}}', 400, 'args-invalid', /env\.A: it has a NUL/],
    ['NUL in a label key', '{"image": "busybox", "labels": {"a\\u0000": "b"}}', 400, 'args-invalid', /labels\..*NUL/],
    ['NUL in the image', '{"image": "busy\\u0000box"}', 400, 'args-invalid', /image: it has a NUL/],
    ['NUL in the name', '{"image": "busybox", "name": "a\\u0000"}', 400, 'args-invalid', /name/],
    ['NUL in the host', '{"image": "busybox", "host": "a\\u0000"}', 400, 'args-invalid', /host/],
    [
      'half of a surrogate pair',
      '{"image": "busybox", "cmd": ["\\ud800"]}',
      400,
      'args-invalid',
      /cmd\.0: it has half of a surrogate/,
    ],
    ['half of a pair in a key', '{"image": "busybox", "env": {"\\udc00": "x"}}', 400, 'args-invalid', /surrogate/],
    ['__proto__', '{"image": "busybox", "__proto__": {"detach": true}}', 400, 'json-invalid', /__proto__/],
    [
      'constructor.prototype',
      '{"image": "busybox", "env": {"constructor": {"prototype": {}}}}',
      400,
      'json-invalid',
      /constructor/,
    ],
    [
      'a secret that is inherited',
      '{"image": "busybox", "secretEnv": ["constructor", "toString"]}',
      400,
      'secret-unknown',
      /"constructor"/,
    ],
    [
      'a secret that is too short',
      '{"image": "busybox", "env": {"A": "abc"}, "secretEnv": ["A"]}',
      400,
      'secret-too-short',
      /4 bytes/,
    ],
    [
      'labels of our own',
      '{"image": "busybox", "labels": {"IO.longshore.job": "x"}}',
      400,
      'args-invalid',
      /io\.longshore\./,
    ],
    ['a port that is none', '{"image": "busybox", "ports": ["70000:80"]}', 400, 'args-invalid', /\[ip:\]/],
    ['an unknown image', '{"image": "no-such-image:9"}', 404, 'image-not-found', /POST \/v1\/images\/pull/],
    ['an unknown host', '{"image": "busybox", "host": "moon"}', 404, 'host-not-found', /local/],
    ['deep nesting', '['.repeat(1_000_000), 400, 'json-invalid', /not JSON/],
    ['deep nesting that is closed', `${'['.repeat(500_000)}${']'.repeat(500_000)}`, 400, 'args-invalid', /object/],
    [
      'deep nesting in a field',
      `{"image":"busybox","labels":${'{"a":'.repeat(160_000)}1${'}'.repeat(160_000)}}`,
      400,
      'args-invalid',
      /labels/,
    ],
    ['more than 1 MiB', `{"image": "busybox", "cmd": ["${'x'.repeat(1_048_576)}"]}`, 413, 'body-too-large', /1 MiB/],
  ];
  for (const [what, body, status, code, detail] of bodies) {
    it(`refuses a body with ${what}: ${status} ${code}, recorded, and nothing done`, async () => {
      const { status: got, problem } = await send(create, body);
      expect([got, problem.code, problem.detail]).toEqual([status, code, expect.stringMatching(detail)]);
      expect(await refusal()).toEqual(['create', code]);
    });
  }

  it('refuses 64 MiB of nesting before it has read them', async () => {
    const { status, problem } = await send(create, '['.repeat(67_108_864));
    expect([status, problem.code]).toEqual([413, 'body-too-large']);
    expect(await refusal()).toEqual(['create', 'body-too-large']);
  });

  it('refuses a body of another type than JSON', async () => {
    const { status, problem } = await send(create, 'image=busybox', 'application/x-www-form-urlencoded');
    expect([status, problem.code, problem.detail]).toEqual([
      400,
      'content-type-unknown',
      expect.stringContaining('application/json'),
    ]);
  });

  it('takes a body without a type for none, and a build context whatever its type', async () => {
    const { status, problem } = await send(create, '{"image": "busybox"}', null);
    expect([status, problem.code]).toEqual([400, 'content-type-unknown']);
    for (const type of [null, 'text/plain', 'application/x-www-form-urlencoded', 'application/gzip']) {
      expect((await send('/v1/builds', 'no tar', type)).problem.code).toBe('context-invalid');
    }
  });

  it('refuses a body that ends too early or is compressed', async () => {
    expect((await send(create, Buffer.from([0x1f, 0x8b, 8, 0]))).problem.code).toBe('json-invalid');
    expect((await send(create, Buffer.from([0x22, 0xff, 0xfe, 0x22]))).status).toBe(400);
  });

  it('says of bad JSON nothing of what stands in it', async () => {
    const { problem } = await send(
      '/v1/images/pull',
      '{"image": "x", "credentials": {"username": "u", "password": canary-in-json}}',
    );
    expect(problem.detail).not.toContain('canary');
    const { problem: unknown } = await send(
      '/v1/images/pull',
      '{"image": "x", "credentials": {"username": "u", "passwort": "canary-in-json"}}',
    );
    expect(unknown.detail).not.toContain('canary');
    expect(JSON.stringify(await rest.jobs('?actor=mallory&limit=2'))).not.toContain('canary');
  });

  it('refuses queries with unknown, repeated or wrong parameters', async () => {
    for (const path of [
      '/v1/containers/x?force=maybe',
      '/v1/containers/x?force=true&force=false',
      '/v1/containers/x?color=blue',
      '/v1/volumes/x%00',
      '/v1/networks/x?host=%00',
    ]) {
      const { status, body } = await rest.as(token).delete(path);
      expect([path, status, body.code]).toEqual([path, 400, 'args-invalid']);
    }
    expect(await refusal()).toEqual(['network.rm', 'args-invalid']);
  });

  it('names a container, network or volume that is not there, and where they are listed', async () => {
    for (const action of ['start', 'stop', 'restart', 'kill', 'wait']) {
      const { status, body } = await rest.as(token).post(`/v1/containers/no-such-container/${action}`);
      expect([action, status, body.code, body.detail]).toEqual([
        action,
        404,
        'container-not-found',
        expect.stringContaining('GET /v1/containers'),
      ]);
      expect(await refusal()).toEqual([action, 'container-not-found']);
    }
    const exec = await rest
      .as(token)
      .post('/v1/containers/no-such-container/exec')
      .send({ cmd: ['true'] });
    expect(exec).toMatchObject({ status: 404, body: { code: 'container-not-found' } });
    const connect = await rest.as(token).post('/v1/networks/bridge/connect').send({ container: 'no-such-container' });
    expect(connect).toMatchObject({ status: 404, body: { code: 'container-not-found' } });
  });

  it('refuses an exec in a container that does not run', async () => {
    const created = await rest.post(create, { image: 'busybox' });
    const { status, body } = await rest
      .as(token)
      .post(`/v1/containers/${created.result?.['container']}/exec`)
      .send({ cmd: ['true'] });
    expect([status, body.code, body.detail]).toEqual([
      409,
      'container-not-running',
      expect.stringContaining('Start it'),
    ]);
  });

  it('leaves nothing on the host of all that, and the process as healthy as before', async () => {
    const refused = new Set(
      (await rest.jobs('?actor=mallory&limit=1000')).map(({ id, state }) => (state === 'refused' ? id : 'not refused')),
    );
    expect(refused).not.toContain('not refused');
    expect(refused.size).toBeGreaterThan(35);
    const containers = await engine.listContainers({ all: true, filters: { label: ['io.longshore.job'] } });
    expect(containers.filter(({ Labels }) => refused.has(Labels['io.longshore.job'] ?? ''))).toEqual([]);
    expect((await fetch(`${rest.url}/readyz`)).status).toBe(200);
    expect(await rest.sh('exit 0')).toMatchObject({ status: 0 });
    collectGarbage();
    expect(process.memoryUsage().heapUsed).toBeLessThan(heapBefore + 96 * 1_048_576);
  });
});
