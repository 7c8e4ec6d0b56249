import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { TestAuthority } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Identities } from '../../apps/api/engine-api/doors/identify.js';
import { EngineServer } from '../../apps/api/engine-api/engine-server.js';
import { FrontDoor } from '../../apps/api/engine-api/front-door.js';
import { ServingLease } from '../../apps/api/serving-lease.js';
import { type Rest, startRest } from '../rest/rest.js';
import { ApiProcess } from './api-process.js';
import { DockerCli } from './docker-cli.js';

describe('a process that has doors', () => {
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

  const serving = async (listener: string) =>
    (await rest.jobs('?name=serveapi&limit=100')).filter(({ args }) =>
      (args as { readonly listeners: readonly string[] }).listeners.includes(listener),
    );
  it('that is killed has its job ended with 129 by a worker; the next one replaces the socket that it left, and ends its own with 0', async () => {
    const url = `unix://${directory}/docker.sock`;
    const env = { LONGSHORE_DOORS: url };
    await using first = await ApiProcess.start(rest.settings, { env });
    await using cli = await DockerCli.open();
    expect((await cli.run(['-H', url, 'ps'])).status).toBe(0);
    await first.kill();
    await using second = await ApiProcess.start(rest.settings, { env });
    expect((await cli.run(['-H', url, 'ps'])).status).toBe(0);
    await expect
      .poll(() => serving(url), { timeout: 20_000, interval: 200 })
      .toMatchObject([{ state: 'running' }, { state: 'exited', status: 129, error: { code: 'client-lost' } }]);

    // Silent for longer than its lease, it is taken for dead; it begins anew.
    second.signal('SIGSTOP');
    await expect.poll(async () => (await serving(url))[0]?.status, { timeout: 20_000, interval: 200 }).toBe(129);
    second.signal('SIGCONT');
    await expect
      .poll(() => serving(url), { timeout: 20_000, interval: 200 })
      .toMatchObject([{ state: 'running' }, { status: 129 }, { status: 129 }]);
    expect((await cli.run(['-H', url, 'ps'])).status).toBe(0);

    second.signal('SIGTERM');
    await second.ended;
    expect((await serving(url))[0]).toMatchObject({ state: 'exited', status: 0 });
    await expect(stat(join(directory, 'docker.sock'))).rejects.toMatchObject({ code: 'ENOENT' });
  }, 120_000);

  it('that cannot open one gives up, and its job tells why', async () => {
    const urls = [`unix://${directory}/first.sock`, `unix://${directory}/none/second.sock`];
    const { app, runtime } = rest;
    const [server, identities, lease] = [app.get(EngineServer), app.get(Identities), app.get(ServingLease)];
    const parts = { engine: runtime.engine, server, identities, lease, urls, host: 'local' };
    await expect(new FrontDoor(parts).open()).rejects.toMatchObject({ code: 'door-invalid' });
    expect(await serving(urls[0] ?? '')).toMatchObject([
      { state: 'exited', status: 125, error: { code: 'door-invalid', message: expect.stringContaining('mkdir -p') } },
    ]);
    await expect(stat(join(directory, 'first.sock'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('that gets sockets of systemd takes a plain one for its owner, wants a token at TCP on loopback and a certificate elsewhere; doors that were added wait until another process has closed them', async () => {
    await rest.tokenWith(['read'], 'ada');
    const socket = join(directory, 'ada.sock');
    await rest.as().post('/v1/doors').send({ actor: 'ada', socket }).expect(201);
    const path = join(directory, 'systemd.sock');
    const authority = new TestAuthority('systemd');
    const tls = await authority.issueInto(join(directory, 'tls'), { name: 'longshore' });
    const env = { LISTEN_FDNAMES: 'docker:local:remote', LONGSHORE_DOORS: 'fd://', LONGSHORE_TLS_DIR: tls };
    await using api = await ApiProcess.start(rest.settings, { env, sockets: [path, '127.0.0.1:0', '0.0.0.0:0'] });
    const [, tcp = '', port = ''] =
      /open at unix:\S+systemd.sock, (tcp:\/\/127\.0\.0\.1:\d+), tls:\/\/0\.0\.0\.0:(\d+)/.exec(api.log) ?? [];
    const secret = await rest.tokenWith(['run'], 'sid');
    await using cli = await DockerCli.open();
    await using asSid = await DockerCli.open({ HttpHeaders: { Authorization: `Bearer ${secret}` } });
    const run = ['run', '--rm', 'busybox', 'echo', 'activated'];
    const activated = { status: 0, stdout: 'activated\n', stderr: '' };
    expect(await cli.run(['-H', `unix://${path}`, ...run])).toEqual(activated);
    expect(await asSid.run(['-H', tcp, ...run])).toEqual(activated);
    expect((await cli.run(['-H', tcp, 'ps'])).stderr).toContain('longshore context');
    const certificates = await authority.issueInto(join(directory, 'sid'), { name: 'sid' });
    const remote = { DOCKER_HOST: `tcp://127.0.0.1:${port}`, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certificates };
    expect(await cli.run(run, { env: remote })).toEqual(activated);
    const creates = (await rest.jobs('?name=create&limit=3')).map(({ actor }) => actor);
    expect(creates).toEqual(['sid', 'sid', userInfo().username]);

    await expect.poll(() => api.log).toContain('a process listens there already');
    const [job] = await serving(`unix://${socket}`);
    await rest.as().post(`/v1/jobs/${job?.id}/signal`).send({ signal: 'TERM' });
    const status = async () => (await cli.run(['-H', `unix://${socket}`, 'ps'])).status;
    await expect.poll(status, { timeout: 15_000 }).toBe(0);
    const { body } = await rest.as().get('/v1/doors');
    await rest.as().delete(`/v1/doors/${body.items[0].id}`).expect(200);
    await expect.poll(status, { timeout: 15_000 }).toBe(1);
  }, 120_000);
});
