import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rest, startRest } from '../rest/rest.js';
import { DockerCli } from './docker-cli.js';

interface DoorSeen {
  readonly id: string;
  readonly socket: string;
  readonly state: string;
  readonly problem?: string;
}

describe('a door that was added for an actor', () => {
  let rest: Rest;
  let directory: string;
  const cleanUp = new AsyncDisposableStack();

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'longshore-doors-'));
    cleanUp.defer(() => rm(directory, { recursive: true }));
    rest = await startRest();
    cleanUp.defer(() => rest.stop());
  });
  afterAll(() => cleanUp.disposeAsync());

  const add = (door: object) => rest.as().post('/v1/doors').send(door);
  const doors = async () => (await rest.as().get('/v1/doors').expect(200)).body.items as readonly DoorSeen[];
  const serving = async (socket: string) =>
    (await rest.jobs('?name=serveapi&limit=100')).filter(({ args }) =>
      (args as { readonly listeners: readonly string[] }).listeners.includes(`unix://${socket}`),
    );

  it('is open when it was answered, with its mode, and is a job serveapi until it is removed', async () => {
    await rest.tokenWith(['run', 'build'], 'alice');
    const socket = join(directory, 'alice.sock');
    const { status, body } = await add({ actor: 'alice', socket, mode: '0660' });
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { actor: 'alice', socket, mode: '0660', owner: null, host: 'local', state: 'open', createdBy: 'admin' },
    });
    expect(((await stat(socket)).mode & 0o777).toString(8)).toBe('660');
    expect(await serving(socket)).toMatchObject([{ state: 'running', actor: 'longshore' }]);

    await using cli = await DockerCli.open();
    const run = await cli.run(['-H', `unix://${socket}`, 'run', '-i', '--rm', 'busybox', 'cat'], {
      stdin: 'by socket',
    });
    expect(run).toEqual({ status: 0, stdout: 'by socket', stderr: '' });
    // As BuildKit asks for it, on a connection that has no headers but its own.
    const asked = ['POST /session HTTP/1.1', 'Host: ', 'Connection: Upgrade', 'Upgrade: h2c'];
    const session = connect(socket);
    session.write(`${[...asked, 'X-Docker-Expose-Session-Uuid: doors-added'].join('\r\n')}\r\n\r\n`);
    expect(String(await once(session, 'data'))).toMatch(/^HTTP\/1\.1 101 /);
    session.destroy();
    const sessions = await rest.as().get('/v1/audit?actor=alice&name=session');
    expect(sessions.body.items).toMatchObject([{ actorKind: 'socket' }]);
    const audit = await rest.as().get('/v1/audit?actor=alice&name=create');
    expect(audit.body.items).toMatchObject([{ actorKind: 'socket', outcome: 'succeeded', token: expect.any(String) }]);
    expect((await cli.run(['-H', `unix://${socket}`, 'rmi', 'no-such-image'])).stderr).toContain(
      'the right "image" is missing',
    );

    await rest.as().delete(`/v1/doors/${body.id}`).expect(200);
    expect((await cli.run(['-H', `unix://${socket}`, 'ps'])).status).toBe(1);
    await expect(stat(socket)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await serving(socket)).toMatchObject([{ state: 'exited', status: 0 }]);
    expect(await doors()).toEqual([]);
    expect((await rest.as().delete(`/v1/doors/${body.id}`)).body).toMatchObject({
      status: 404,
      code: 'door-not-found',
    });
    const told = await rest.as().get('/v1/audit?name=door.add');
    expect(told.body.items).toMatchObject([{ actor: 'admin', args: { actor: 'alice', socket }, outcome: 'succeeded' }]);
  });

  it('closes to its actor on the next request, once the token is revoked', async () => {
    const { body } = await rest
      .as()
      .post('/v1/tokens')
      .send({ name: 'rob', rights: ['read'] });
    const socket = join(directory, 'rob.sock');
    await add({ actor: 'rob', socket }).expect(201);
    await using cli = await DockerCli.open();
    expect((await cli.run(['-H', `unix://${socket}`, 'ps'])).status).toBe(0);
    await rest.as().delete(`/v1/tokens/${body.id}`).expect(200);
    expect((await cli.run(['-H', `unix://${socket}`, 'ps'])).stderr).toContain('rob has no valid token');
    await rest.tokenWith(['read'], 'rob');
    expect((await cli.run(['-H', `unix://${socket}`, 'ps'])).status).toBe(0);
  });

  it('belongs to the owner and group that were asked for', async () => {
    await rest.tokenWith(['read'], 'olga');
    const socket = join(directory, 'olga.sock');
    const uid = process.getuid?.() === 0 ? 65_534 : (process.getuid?.() ?? 0);
    const { status } = await add({ actor: 'olga', socket, owner: String(uid), group: String(process.getgid?.()) });
    expect(status).toBe(201);
    expect(await stat(socket)).toMatchObject({ uid, gid: process.getgid?.() });
  });

  it('stays closed when its job was ended by a signal, and says so', async () => {
    await rest.tokenWith(['read'], 'nina');
    const socket = join(directory, 'nina.sock');
    await add({ actor: 'nina', socket }).expect(201);
    const [job] = await serving(socket);
    await rest.as().post(`/v1/jobs/${job?.id}/signal`).send({ signal: 'TERM' });
    await expect.poll(() => serving(socket)).toMatchObject([{ state: 'exited', status: 143, signal: 'TERM' }]);
    expect((await doors()).find((door) => door.socket === socket)).toMatchObject({
      state: 'closed',
      problem: expect.stringContaining('ended by a signal'),
    });
  });

  it('is refused, in words, when it cannot be: and that is on the record', async () => {
    await rest.tokenWith(['read'], 'vera');
    await writeFile(join(directory, 'file'), '');
    const live = createServer().listen(join(directory, 'live.sock'));
    await once(live, 'listening');
    await add({ actor: 'vera', socket: join(directory, 'vera.sock') }).expect(201);
    const asked = [
      [{ actor: 'nobody-known' }, 422, 'door-actor-unknown', 'POST /v1/tokens'],
      [{ socket: join(directory, 'none', 'x.sock') }, 400, 'door-invalid', 'mkdir -p'],
      [{ socket: `/${'x'.repeat(200)}` }, 400, 'door-invalid', 'at most 10'],
      [{ socket: 'relative.sock' }, 400, 'args-invalid', 'absolute'],
      [{ socket: join(directory, 'vera.sock') }, 409, 'door-taken', 'of vera'],
      [{ socket: join(directory, 'live.sock') }, 409, 'door-taken', 'listens there'],
      [{ socket: join(directory, 'file') }, 409, 'door-taken', 'else than a socket'],
      [{ owner: 'no-such-user' }, 400, 'door-invalid', 'no user'],
      [{ group: 'no-such-group' }, 400, 'door-invalid', 'no group'],
      [{ mode: '999' }, 400, 'args-invalid', 'mode'],
      [{ host: 'elsewhere' }, 404, 'host-not-found', 'local'],
    ] as const;
    for (const [wrong, status, code, words] of asked) {
      const answer = await add({ actor: 'vera', socket: join(directory, 'other.sock'), ...wrong });
      expect([wrong, answer.status, answer.body.code]).toEqual([wrong, status, code]);
      expect(answer.body.detail).toContain(words);
    }
    live.close();
    expect((await doors()).map(({ socket }) => socket)).not.toContain(join(directory, 'other.sock'));
    expect((await rest.jobs('?actor=admin&name=door.add&limit=100')).length).toBe(asked.length);
  });

  it('is the business of admins', async () => {
    const clerk = await rest.tokenWith(['run', 'host'], 'clerk');
    for (const request of [
      rest.as(clerk).get('/v1/doors'),
      rest
        .as(clerk)
        .post('/v1/doors')
        .send({ actor: 'clerk', socket: join(directory, 'clerk.sock') }),
      rest.as(clerk).delete('/v1/doors/x'),
    ])
      expect(await request).toMatchObject({ status: 403, body: { code: 'right-missing' } });
  });
});
