import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenFailure } from './listen-failure.js';
import { Listener } from './listener.js';
import { openAll } from './open-door.js';

describe('a listener', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'longshore-listen-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  const server = () => createHttpServer((_request, response) => void response.end('here'));
  const open = (path: string, mode = 0o600) => Listener.open(server(), { kind: 'unix', path, mode });
  const ask = async (path: string) => {
    const [response] = await once(get({ socketPath: path, path: '/' }), 'response');
    return response.statusCode as number;
  };
  const refusal = (opening: Promise<Listener>) =>
    opening.then(
      () => 'open',
      (error: unknown) => `${(error as { readonly code: string }).code}: ${String(error)}`,
    );

  it('has a file with its mode, and leaves none behind', async () => {
    const path = join(directory, 'mode.sock');
    const listener = await open(path, 0o660);
    expect(listener.url).toBe(`unix://${path}`);
    expect((await stat(path)).mode & 0o777).toBe(0o660);
    expect(await ask(path)).toBe(200);
    await listener.close();
    expect(await readdir(directory)).toEqual([]);
  });

  it('takes the place of a process that was killed, and not of one that lives', async () => {
    const path = join(directory, 'stale.sock');
    const holder = spawn(process.execPath, [
      '--eval',
      `require('node:net').createServer().listen(${JSON.stringify(path)}, () => console.log('ready'))`,
    ]);
    await once(holder.stdout, 'data');
    expect(await refusal(open(path))).toMatch(/^door-taken: .*listens there already/);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect((await stat(path)).isSocket()).toBe(true);
    await using cleanUp = new AsyncDisposableStack();
    const listener = await open(path);
    cleanUp.defer(() => listener.close());
    expect(await ask(path)).toBe(200);
    expect(await refusal(open(path))).toMatch(/^door-taken/);
  });

  it('takes no place where something else is, or no folder', async () => {
    await writeFile(join(directory, 'file'), 'kept');
    expect(await refusal(open(join(directory, 'file')))).toMatch(/^door-taken: .*else than a socket/);
    expect(await refusal(open(join(directory, 'none', 'x.sock')))).toMatch(/^door-invalid: .*mkdir -p .*none/);
    expect(await refusal(open(join(directory, 'file', 'x.sock')))).toMatch(/^door-invalid/);
  });

  it('says at a port that is taken how to find who has it', async () => {
    const listener = await Listener.open(server(), { kind: 'tcp', host: '127.0.0.1', port: 0 });
    const port = Number(listener.url.split(':').at(-1));
    const second = Listener.open(server(), { kind: 'tcp', host: '127.0.0.1', port });
    expect(await refusal(second)).toMatch(new RegExp(`^door-taken: .*ss -ltnp sport = :${port}`));
    await listener.close();
  });

  it('says of an address that the machine has not, and of a name that nobody has', async () => {
    expect(await refusal(Listener.open(server(), { kind: 'tcp', host: '192.0.2.1', port: 0 }))).toMatch(
      /^door-invalid: .*no such address/,
    );
    expect(await refusal(Listener.open(server(), { kind: 'tcp', host: 'nobody.invalid', port: 0 }))).toMatch(
      /^door-invalid: .*Write the address/,
    );
  });

  it.each([
    ['EACCES', 'door-invalid', 'may not make it'],
    ['EPERM', 'door-invalid', 'only root can give a socket to another'],
    ['EROFS', 'door-invalid', 'read-only'],
    ['EADDRINUSE', 'door-taken', 'another process'],
    ['ENOBUFS', 'door-invalid', 'ENOBUFS'],
  ])('says what to do about %s', (code, told, words) =>
    expect(listenFailure('unix:///x', Object.assign(new Error(code), { code }))).toMatchObject({
      code: told,
      message: expect.stringContaining(words),
    }),
  );

  it('breaks off, when it closes, what goes on: also a connection that has become a stream', async () => {
    const streaming = createHttpServer();
    streaming.on('upgrade', (_request, socket) => socket.write('HTTP/1.1 101 UPGRADED\r\n\r\n'));
    const path = join(directory, 'stream.sock');
    const listener = await Listener.open(streaming, { kind: 'unix', path, mode: 0o600 });
    const client = connect(path);
    client.write('POST /session HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
    await once(client, 'data');
    const ended = once(client, 'close');
    await listener.close();
    await ended;
  });

  it('is open with all of its kind, or none of them is', async () => {
    const path = join(directory, 'all.sock');
    await expect(openAll([() => open(path), () => open(join(directory, 'none', 'x.sock'))])).rejects.toMatchObject({
      code: 'door-invalid',
    });
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
