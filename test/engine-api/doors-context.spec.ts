import { chmod, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { TestAuthority } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rest, startRest } from '../rest/rest.js';
import { debianCli, runProgram, type Said } from './docker-cli.js';

describe('./longshore door and ./longshore context', () => {
  let rest: Rest;
  let directory: string;
  const authority = new TestAuthority('Longshore test');
  const cleanUp = new AsyncDisposableStack();

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'longshore-doors-'));
    cleanUp.defer(() => rm(directory, { recursive: true }));
    await chmod(directory, 0o755);
    await mkdir(join(directory, 'bin'));
    const which = debianCli.startsWith('/') ? debianCli : (await runProgram('which', [debianCli], {})).stdout.trim();
    await symlink(which, join(directory, 'bin', 'docker'));
    const tlsDirectory = await authority.issueInto(join(directory, 'tls'), { name: 'longshore' });
    const doors = [`unix://${directory}/docker.sock`, 'tcp://127.0.0.1:0', 'tls://127.0.0.1:0'];
    rest = await startRest({ settings: { doors, tlsDirectory } });
    cleanUp.defer(() => rest.stop());
  });
  afterAll(() => cleanUp.disposeAsync());

  const longshore = (...args: readonly string[]): Promise<Said> =>
    runProgram(process.execPath, ['scripts/cli.mjs', ...args], {
      LONGSHORE_URL: rest.url,
      LONGSHORE_TOKEN: rest.token,
    });

  /** Runs what was printed in a shell of a user who has no configuration yet, and then a command in the context. */
  const inShell = (printed: string, command: string): Promise<Said> =>
    runProgram('sh', ['-euc', `${printed}\n${command}`], {
      HOME: join(directory, 'home'),
      DOCKER_CONFIG: join(directory, 'config'),
      PATH: `${directory}/bin:${process.env['PATH']}`,
    });

  const echo = 'run --rm busybox echo hello';
  const actorOfNewest = async () => (await rest.jobs('?name=create&limit=1'))[0]?.actor;

  it('add, list and remove doors, and print the context of the actor of a door', async () => {
    await rest.tokenWith(['run'], 'alice');
    const socket = join(directory, 'alice.sock');
    const added = await longshore('door', 'add', '--actor', 'alice', '--socket', socket, '--mode', '0660');
    expect(added).toMatchObject({ status: 0, stdout: `unix://${socket}\n` });
    expect((await longshore('door', 'list')).stdout).toMatch(
      new RegExp(`alice +open +0660 +local +unix://${socket}\n`),
    );

    const { status, stdout, stderr } = await longshore('context', 'alice');
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `docker context create alice --docker host=unix://${socket}\n`,
    });
    expect(stderr).toContain('docker context use alice');
    const said = await inShell(stdout, `docker --context alice ${echo}`);
    expect(said).toMatchObject({ status: 0, stdout: expect.stringMatching(/hello\n$/) });
    expect(await actorOfNewest()).toBe('alice');

    expect(await longshore('door', 'rm', 'alice')).toMatchObject({ status: 0, stdout: `unix://${socket}\n` });
    expect((await longshore('door', 'list')).stdout).not.toContain('alice');
    expect(await longshore('door', 'rm', 'alice')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('there is no door alice'),
    });
  });

  it('prints the lines by which a token is sent from a configuration of its own', async () => {
    const secret = await rest.tokenWith(['run'], 'tess');
    const { status, stdout } = await longshore('context', 'tess', '--token', secret);
    expect(status).toBe(0);
    const said = await inShell(stdout, `docker context use tess\ndocker ${echo}\ndocker ps -q`);
    expect(said).toMatchObject({ status: 0, stdout: expect.stringContaining('hello\n') });
    expect(await actorOfNewest()).toBe('tess');
  });

  it('prints the context of a client certificate', async () => {
    await rest.tokenWith(['run'], 'carol');
    const certs = await authority.issueInto(join(directory, 'carol'), { name: 'carol' });
    const { status, stdout } = await longshore('context', 'carol', '--certs', certs);
    expect(status).toBe(0);
    const said = await inShell(stdout, `docker --context carol ${echo}`);
    expect(said).toMatchObject({ status: 0, stdout: expect.stringMatching(/hello\n$/) });
    expect(await actorOfNewest()).toBe('carol');
  });

  it('prints the plain socket for the user who runs Longshore', async () => {
    const { username } = userInfo();
    const { stdout } = await longshore('context', username);
    expect(stdout).toContain(`unix://${directory}/docker.sock`);
    expect(await inShell(stdout, `docker --context ${username} ps`)).toMatchObject({ status: 0 });
  });

  it('say what to do when something is missing', async () => {
    const wrong = [
      [['context'], 'whose context?'],
      [['context', 'norman'], 'door add --actor norman'],
      [['context', 'norman', '--tokn', 'x'], '--tokn'],
      [['context', 'norman', '--certs', 'certs', '--at', 'tcp://127.0.0.1:1'], 'no absolute path'],
      [['door', 'open'], 'door does not know open'],
      [['door', 'add', '--actor', 'norman'], 'has an actor and a socket'],
      [['door', 'add', '--actor', 'norman', '--socket', join(directory, 'n.sock')], 'no valid token "norman"'],
      [['door', 'rm'], 'which door?'],
    ] as const;
    for (const [args, words] of wrong) {
      const { status, stderr } = await longshore(...args);
      expect([args, status]).toEqual([args, 1]);
      expect(stderr).toContain(words);
    }
  });
});
