import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { engine, type Rest, startRest } from './rest.js';

const patience = { timeout: 20_000 };

/** A client of a terminal, and what it was shown and told. */
interface Sitting {
  readonly socket: WebSocket;
  readonly shown: () => string;
  readonly told: readonly { readonly type: string; readonly [field: string]: unknown }[];
  type(text: string): void;
}

describe('GET /v1/containers/{id}/terminal', { timeout: 3 * patience.timeout }, () => {
  let rest: Rest;
  let id: string;
  beforeAll(async () => {
    rest = await startRest();
    ({ id } = await rest.sleeper());
  });
  afterAll(() => rest.stop());

  const connect = (headers: Readonly<Record<string, string>>, query = '', protocols = ['longshore.terminal']) =>
    new WebSocket(`${rest.url.replace('http', 'ws')}/v1/containers/${id}/terminal${query}`, protocols, { headers });
  const bearer = (token = rest.token) => ({ authorization: `Bearer ${token}` });

  function sit(socket: WebSocket): Sitting {
    const told: Sitting['told'][number][] = [];
    let shown = '';
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) shown += data.toString();
      else told.push(JSON.parse(data.toString()) as Sitting['told'][number]);
    });
    return { socket, shown: () => shown, told, type: (text) => socket.send(Buffer.from(text)) };
  }

  async function refused(socket: WebSocket): Promise<readonly [number, unknown]> {
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    const body = (await response.toArray()).join('');
    return [response.statusCode ?? 0, (JSON.parse(body) as { code: string }).code];
  }

  it('shows what is typed and written, in a window of its size, and ends as the process does', async () => {
    const { socket, shown, told, type } = sit(connect(bearer(), '?columns=91&rows=31'));
    await once(socket, 'open');
    await expect.poll(shown, patience).toContain('#');
    type('stty size; echo to""gether\n');
    await expect.poll(shown, patience).toMatch(/31 91\r\n[^]*together\r\n/);
    socket.send(JSON.stringify({ type: 'resize', columns: 101, rows: 41 }));
    type('until [ "$(stty size)" = "41 101" ]; do sleep 0.05; done; echo re""sized; sleep 600\n');
    await expect.poll(shown, patience).toContain('resized');
    type('\u0003');
    type('exit 3\n');
    await once(socket, 'close');
    expect(told).toEqual([
      { type: 'started', job: expect.any(String), pid: expect.any(Number) },
      { type: 'ended', status: 3 },
    ]);
    const job = await rest.job(String(told[0]?.['job']));
    expect(job).toMatchObject({
      name: 'exec',
      actor: 'admin',
      state: 'exited',
      status: 3,
      args: { container: id, cmd: ['sh'], tty: true },
      result: { exitCode: 3, bytesIn: expect.any(Number), bytesOut: Buffer.byteLength(shown()) },
    });
    expect((await rest.output(job.id)).toString()).toBe(shown());
  });

  it('sends a client no more than it has shown, and still hears it', async () => {
    const { socket, shown, told, type } = sit(connect(bearer(), '?paced=true'));
    await once(socket, 'open');
    type('yes\n');
    await expect.poll(() => shown().length, patience).toBeGreaterThan(262_144);
    // More is sent when it tells that it has shown something, and not before.
    const stopped = shown().length;
    socket.send(JSON.stringify({ type: 'shown', bytes: stopped }));
    await expect.poll(() => shown().length, patience).toBeGreaterThan(stopped);
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) socket.send(JSON.stringify({ type: 'shown', bytes: data.length }));
    });
    socket.send(JSON.stringify({ type: 'shown', bytes: shown().length }));
    type('\u0003exit 4\n');
    await once(socket, 'close');
    expect(told.at(-1)).toEqual({ type: 'ended', status: 4 });
  });

  it('ends its process when the client goes', async () => {
    const { socket, told } = sit(
      connect(bearer(), '?cmd=sh&cmd=-c&cmd=trap true HUP; echo; while :; do sleep 611; done'),
    );
    await expect.poll(() => told.length, patience).toBe(1);
    const processes = async () => JSON.stringify((await engine.getContainer(id).top()).Processes);
    await expect.poll(processes, patience).toContain('611');
    socket.terminate();
    await expect
      .poll(() => rest.job(String(told[0]?.['job'])), patience)
      .toMatchObject({ state: 'exited', status: 129 });
    await expect.poll(processes, patience).not.toContain('611');
  });

  it('is for those who may run, and for nobody whom another site sends', async () => {
    expect(await refused(connect(bearer(await rest.tokenWith(['read']))))).toEqual([403, 'right-missing']);
    const session = await rest.as().post('/v1/session').send({ token: rest.token }).expect(201);
    const cookie = String(session.headers['set-cookie']).split(';')[0] ?? '';
    const csrf = `csrf.${session.body.csrf}`;
    const own = { cookie, origin: rest.url };
    expect(await refused(connect(own))).toEqual([403, 'request-forged']);
    expect(
      await refused(connect({ ...own, origin: 'https://evil.example' }, '', ['longshore.terminal', csrf])),
    ).toEqual([403, 'request-forged']);
    const { socket, told } = sit(connect(own, '?cmd=true', ['longshore.terminal', csrf]));
    await once(socket, 'close');
    expect(told.at(-1)).toEqual({ type: 'ended', status: 0 });
    expect((await rest.as().get(`/v1/containers/${id}/terminal`)).body).toMatchObject({ code: 'upgrade-required' });
  });

  it('into a container with power over the host needs the right to that', async () => {
    const { id: powerful } = await rest.sleeper({ network: 'host' });
    const url = `${rest.url.replace('http', 'ws')}/v1/containers/${powerful}/terminal`;
    const { socket, told } = sit(
      new WebSocket(url, ['longshore.terminal'], { headers: bearer(await rest.tokenWith(['run'])) }),
    );
    await once(socket, 'close');
    expect(told).toEqual([expect.objectContaining({ type: 'problem', code: 'right-missing' })]);
    expect((await rest.jobs('?name=exec&limit=1'))[0]).toMatchObject({ state: 'refused' });
  });

  it('no more than a command in it, or a container that shares its network', async () => {
    const { id: powerful } = await rest.sleeper({ network: 'host' });
    const runner = rest.as(await rest.tokenWith(['run']));
    const cmd = ['true'];
    const shared = { image: 'busybox', cmd, network: `container:${powerful}` };
    for (const asked of [
      runner.post(`/v1/containers/${powerful}/exec`).send({ cmd }),
      runner.post('/v1/containers').send(shared),
      runner.post('/v1/containers/create').send(shared),
    ])
      expect((await asked.expect(403)).body).toMatchObject({ code: 'right-missing' });
    await rest.post(`/v1/containers/${powerful}/exec`, { cmd });
  });
});
