import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { TestAuthority } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FrontDoor } from '../../apps/api/engine-api/front-door.js';
import { type Rest, startRest } from '../rest/rest.js';
import { DockerCli } from './docker-cli.js';

describe('who comes through a door', () => {
  let rest: Rest;
  let directory: string;
  let socket: string;
  let tcp: string;
  /** As a docker CLI writes it. */
  let tls: string;
  const authority = new TestAuthority('Longshore test');
  const cleanUp = new AsyncDisposableStack();
  const log: string[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'longshore-doors-'));
    cleanUp.defer(() => rm(directory, { recursive: true }));
    const tlsDirectory = await authority.issueInto(join(directory, 'tls'), { name: 'longshore' });
    const doors = [`unix://${directory}/docker.sock`, 'tcp://127.0.0.1:0', 'tls://127.0.0.1:0'];
    rest = await startRest({ settings: { doors, tlsDirectory }, log: (line) => void log.push(line) });
    cleanUp.defer(() => rest.stop());
    [socket = '', tcp = '', tls = ''] = await rest.app.get(FrontDoor).listeners();
    tls = tls.replace('tls:', 'tcp:');
  });
  afterAll(() => cleanUp.disposeAsync());

  /** The audit's entries of an actor, the oldest first: name and kind. */
  const audited = async (actor: string) => {
    const { body } = await rest.as().get(`/v1/audit?actor=${actor}&limit=100`);
    const items = body.items as readonly {
      readonly name: string;
      readonly actorKind: string;
      readonly outcome: string;
    }[];
    return items.map(({ name, actorKind, outcome }) => ({ name, actorKind, outcome })).toReversed();
  };
  const jobs = async () => (await rest.jobs('?limit=100')).length;

  it('is the user who runs Longshore, through a plain socket, with all rights', async () => {
    await using cli = await DockerCli.open();
    const said = await cli.run(['-H', socket, 'run', '--rm', '--privileged=false', 'busybox', 'echo', 'by socket']);
    expect(said).toEqual({ status: 0, stdout: 'by socket\n', stderr: '' });
    const names = await audited(userInfo().username);
    expect(names).toContainEqual({ name: 'create', actorKind: 'user', outcome: 'succeeded' });
    expect(names.every(({ actorKind }) => actorKind === 'user')).toBe(true);
  });

  it('is nobody over TCP without a token: 401 with what to do, and no command', async () => {
    await using cli = await DockerCli.open();
    const before = await jobs();
    for (const args of [['ps'], ['run', '--rm', 'busybox', 'true'], ['rm', '-f', 'nothing']]) {
      const { status, stderr } = await cli.run(['-H', tcp, ...args]);
      expect(status).toBeGreaterThan(0);
      expect(stderr).toContain('longshore context');
    }
    const response = await fetch(`${tcp.replace('tcp', 'http')}/v1.41/containers/create`, { method: 'POST' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await response.json()).toEqual({ message: expect.stringContaining('HttpHeaders') });
    expect(await jobs()).toBe(before);
  });

  it('is the actor of the token that config.json sends with every call, also those that become streams', async () => {
    const secret = await rest.tokenWith(['run'], 'tess');
    await using cli = await DockerCli.open({ HttpHeaders: { Authorization: `Bearer ${secret}` } });
    const { name } = await rest.sleeper();
    expect(await cli.run(['-H', tcp, 'ps', '-q', '--filter', `name=${name}`])).toMatchObject({ status: 0, stderr: '' });
    const run = await cli.run(['-H', tcp, 'run', '-i', '--rm', 'busybox', 'cat'], { stdin: 'through the token' });
    expect(run).toEqual({ status: 0, stdout: 'through the token', stderr: '' });
    const exec = await cli.run(['-H', tcp, 'exec', '-i', name, 'sh', '-c', 'cat; exit 4'], { stdin: 'and again' });
    expect(exec).toEqual({ status: 4, stdout: 'and again', stderr: '' });
    for (const name of ['attach', 'create', 'exec.start', 'start'])
      await expect.poll(() => audited('tess')).toContainEqual({ name, actorKind: 'token', outcome: 'succeeded' });
  });

  it('is the actor of the token in DOCKER_CUSTOM_HEADERS, with a CLI that knows it', async () => {
    const secret = await rest.tokenWith(['run'], 'cuno');
    await using cli = await DockerCli.open();
    const env = { DOCKER_CUSTOM_HEADERS: `Authorization=Bearer ${secret}` };
    const args = ['-H', tcp, 'run', '--rm', 'busybox', 'echo', 'custom'];
    const { status, stdout, stderr } = await cli.run(args, { program: 'docker', env });
    if (Number.parseInt(spawnSync('docker', ['--version']).stdout.toString().split(' ')[2] ?? '', 10) >= 28)
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'custom\n', stderr: '' });
    else expect(stderr).toContain('longshore context');
  });

  it('may do what the rights of the token tell, and is refused the rest on the record', async () => {
    const secret = await rest.tokenWith(['read'], 'rhea');
    await using cli = await DockerCli.open({ HttpHeaders: { Authorization: `Bearer ${secret}` } });
    expect((await cli.run(['-H', tcp, 'ps'])).status).toBe(0);
    const { stderr } = await cli.run(['-H', tcp, 'run', '--rm', 'busybox', 'true']);
    expect(stderr).toContain('the right "run" is missing');
    expect(await audited('rhea')).toEqual([{ name: 'create', actorKind: 'token', outcome: 'refused' }]);
  });

  it('is turned away from the next request on, once the token is revoked or has expired', async () => {
    const { body } = await rest
      .as()
      .post('/v1/tokens')
      .send({ name: 'rita', rights: ['read'] });
    await using cli = await DockerCli.open({ HttpHeaders: { Authorization: `Bearer ${body.secret}` } });
    expect((await cli.run(['-H', tcp, 'ps'])).status).toBe(0);
    await rest.as().delete(`/v1/tokens/${body.id}`).expect(200);
    expect(await cli.run(['-H', tcp, 'ps'])).toMatchObject({ status: 1, stderr: expect.stringContaining('revoked') });
    const expiresAt = new Date(Date.now() + 3_000).toISOString();
    const dying = await rest
      .as()
      .post('/v1/tokens')
      .send({ name: 'ephraim', rights: ['read'], expiresAt });
    await using other = await DockerCli.open({ HttpHeaders: { Authorization: `Bearer ${dying.body.secret}` } });
    expect((await other.run(['-H', tcp, 'ps'])).status).toBe(0);
    await expect
      .poll(() => other.run(['-H', tcp, 'ps']), { timeout: 15_000 })
      .toMatchObject({ status: 1, stderr: expect.stringContaining('expired') });
  });

  it('is the subject of a client certificate, as docker --tlsverify shows it', async () => {
    await rest.tokenWith(['run'], 'carol');
    const own = await authority.issueInto(join(directory, 'carol'), { name: 'carol' });
    await using cli = await DockerCli.open();
    const env = { DOCKER_CERT_PATH: own, DOCKER_TLS_VERIFY: '1', DOCKER_HOST: tls };
    const run = await cli.run(['run', '-i', '--rm', 'busybox', 'cat'], { env, stdin: 'by certificate' });
    expect(run).toEqual({ status: 0, stdout: 'by certificate', stderr: '' });
    const { name } = await rest.sleeper();
    const exec = await cli.run(['exec', '-i', name, 'cat'], { env, stdin: 'into the exec' });
    expect(exec).toEqual({ status: 0, stdout: 'into the exec', stderr: '' });
    await expect
      .poll(() => audited('carol'))
      .toContainEqual({ name: 'attach', actorKind: 'certificate', outcome: 'succeeded' });
  });

  it('has no rights with a certificate whose subject has no token, and no connection with one that another signed or with none', async () => {
    await using cli = await DockerCli.open();
    const before = await jobs();
    const tried = async (certificates: string) =>
      cli.run(['ps'], { env: { DOCKER_CERT_PATH: certificates, DOCKER_TLS_VERIFY: '1', DOCKER_HOST: tls } });
    const nobody = await authority.issueInto(join(directory, 'nobody'), { name: 'nobody-known' });
    expect((await tried(nobody)).stderr).toContain('nobody-known has no valid token');
    const stranger = await new TestAuthority('Another').issueInto(join(directory, 'stranger'), { name: 'carol' });
    expect((await tried(stranger)).status).toBe(1);
    const anonymous = get(`${tls.replace('tcp', 'https')}/_ping`, { ca: authority.cert });
    const [error] = await once(anonymous, 'error');
    expect(error.code).toMatch(/CERTIFICATE_REQUIRED|ECONNRESET/);
    await expect
      .poll(() => log.join('\n'))
      .toMatch(/127\.0\.0\.1 was turned away: .*peer did not return a certificate/);
    expect((await cli.run(['-H', tls, 'ps'])).status).toBe(1);
    expect(await jobs()).toBe(before);
  });
});
