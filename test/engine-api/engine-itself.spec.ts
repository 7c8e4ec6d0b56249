import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRegistry, privateRegistry } from '../rest/registries.js';
import { type Door, dockerClients, expectSame, openDoor, type Way } from './door.js';

let door: Door;
beforeAll(async () => (door = await openDoor()));
afterAll(() => door.stop());

describe.each(dockerClients())('$title', ({ program }) => {
  it('version and info: what the engine says of itself', async () => {
    const told = await expectSame(door, async ({ docker }) => ({
      version: await docker(['version', '--format', '{{json .Server}}'], { program }),
      info: await docker(
        ['info', '--format', '{{.ID}} {{.ServerVersion}} {{.Driver}} {{.OperatingSystem}} {{.NCPU}} {{.Runtimes}}'],
        { program },
      ),
    }));
    expect(told.version.status).toBe(0);
    expect(told.info.status).toBe(0);
  });

  it('system df: images, containers, volumes and the build cache', async () => {
    const told = await expectSame(door, async ({ docker }) => {
      const brief = await docker(['system', 'df', '--format', '{{.Type}}'], { program });
      const verbose = await docker(['system', 'df', '-v', '--format', '{{json .}}'], { program });
      return { brief, sections: Object.keys(JSON.parse(verbose.stdout) as object) };
    });
    expect(told.brief.stdout).toBe('Images\nContainers\nLocal Volumes\nBuild Cache\n');
  });

  it('search: what an index answers', async () => {
    const results = [{ name: 'team/app', description: 'an app', star_count: 3, is_official: false }];
    await using index = await indexOf(results);
    const told = await expectSame(door, ({ docker }) =>
      docker(['search', '--format', '{{.Name}} {{.StarCount}}', `${index.address}/app`], { program }),
    );
    expect(told).toEqual({ status: 0, stdout: 'team/app 3\n', stderr: '' });
  });

  it('tag, push, pull: an image goes to a registry and comes back', async () => {
    const told = await expectSame(door, async ({ docker, name }) => {
      const image = `${openRegistry()}/${name}:1`;
      await docker(['tag', 'busybox', image], { program });
      const pushed = await docker(['push', image], { program });
      const digest = /sha256:[0-9a-f]{64}/.exec(pushed.stdout)?.[0];
      const removed = await docker(['rmi', image], { program });
      const pulled = await docker(['pull', image], { program });
      const again = await docker(['rmi', image], { program });
      return {
        pushed: pushed.status,
        digest,
        removed: removed.status,
        pulled,
        again,
        none: await docker(['pull', `${image}none`], { program }),
      };
    });
    expect(told).toMatchObject({ pushed: 0, pulled: { status: 0 }, none: { status: 1 } });
  });

  it('login: a private registry lets in who knows the password', async () => {
    const told = await expectSame(door, tellOfLogin);
    expect(told).toMatchObject({
      stranger: { status: 1 },
      wrong: { status: 1 },
      login: { status: 0 },
      pushed: { status: 0 },
      pulled: { status: 0 },
    });
  });

  async function tellOfLogin({ docker, name }: Way) {
    const { address, credentials } = privateRegistry();
    const image = `${address}/${name}:1`;
    const env = { DOCKER_CONFIG: join(door.folder, name) };
    await mkdir(env.DOCKER_CONFIG);
    const login = (input: string) =>
      docker(['login', '-u', credentials.username, '--password-stdin', address], { program, env, input });
    await docker(['tag', 'busybox', image], { program });
    const stranger = await docker(['push', image], { program, env });
    const wrong = await login('not the password');
    const right = await login(credentials.password);
    const pushed = await docker(['push', image], { program, env });
    await docker(['rmi', image], { program });
    const pulled = await docker(['pull', image], { program, env });
    await docker(['rmi', image], { program });
    const { stdout } = await docker(['logout', address], { program, env });
    const briefly = ({ status }: { readonly status: number | null }) => ({ status });
    return {
      stranger: briefly(stranger),
      wrong: { ...wrong, stderr: wrong.stderr.replaceAll(name, '$N') },
      login: { status: right.status, stdout: right.stdout },
      pushed: briefly(pushed),
      pulled,
      logout: stdout,
    };
  }

  it('prune: what has a label, and nothing else', async () => {
    const told = await expectSame(door, async ({ docker, name }) => {
      const label = ['--label', `only=${name}`];
      const filter = ['--force', '--filter', `label=only=${name}`];
      await docker(['run', '--name', name, ...label, 'busybox', 'true'], { program });
      await docker(['network', 'create', ...label, name], { program });
      await docker(['volume', 'create', ...label, name], { program });
      const pruned = [];
      for (const kind of ['container', 'network', 'volume', 'image'])
        pruned.push(await docker([kind, 'prune', ...filter], { program }));
      return pruned.map(({ status, stdout, stderr }) => ({
        status,
        stderr,
        stdout: stdout.replace(/[0-9a-f]{64}/, 'ID'),
      }));
    });
    expect(told.map(({ stdout }) => stdout.split('\n')[0])).toEqual([
      'Deleted Containers:',
      'Deleted Networks:',
      'Deleted Volumes:',
      'Total reclaimed space: 0B',
    ]);
  });
});

/** Answers searches as Docker's index does. */
async function indexOf(results: readonly object[]) {
  const server = createServer((request, response) => {
    const isSearch = request.url?.startsWith('/v1/search') === true;
    response.writeHead(isSearch || request.url === '/v1/_ping' ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isSearch ? { query: 'app', num_results: results.length, results } : {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => void (await new Promise((resolve) => server.close(resolve))),
  };
}
