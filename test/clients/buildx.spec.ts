import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Door, expectSame, openDoor, type Way } from '../engine-api/door.js';
import { brought, clientsOf, itWith } from './client.js';

const plugins = brought('docker/usr/libexec/docker/cli-plugins');
const program = brought('docker/usr/bin/docker');

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await writeFile(join(door.folder, 'config.json'), JSON.stringify({ cliPluginsExtraDirs: [plugins] }));
  await mkdir(join(door.folder, 'context'));
  await writeFile(
    join(door.folder, 'context', 'Dockerfile'),
    `FROM busybox AS base
ARG WHO
COPY greeting /greeting
RUN --mount=type=secret,id=word echo "$WHO $(cat /run/secrets/word)" >> /greeting
FROM base AS good
CMD ["cat", "/greeting"]
FROM base AS failing
RUN echo before; exit 3
`,
  );
  await writeFile(join(door.folder, 'context', 'greeting'), 'hello\n');
  await writeFile(join(door.folder, 'context', 'word'), 'secret\n');
});
afterAll(() => door.stop());

describe.each(clientsOf('docker buildx', [join(plugins, 'docker-buildx')], ['version']))('$title', (client) => {
  const test = itWith(client);
  const context = () => join(door.folder, 'context');
  const build = ({ docker }: Way, ...options: readonly string[]) => {
    const secret = `id=word,src=${join(context(), 'word')}`;
    const args = ['--progress', 'plain', '--no-cache', '--build-arg', 'WHO=me', '--secret', secret];
    return docker(['buildx', 'build', ...args, ...options, context()], { program });
  };

  test('driver docker: build with an argument and a secret, --load, and run', async () => {
    const told = await expectSame(door, async (way) => {
      const { status, stderr } = await build(way, '--target', 'good', '--load', '-t', `${way.name}:1`);
      if (status !== 0) throw new Error(stderr);
      const ran = await way.docker(['run', '--rm', `${way.name}:1`], { program });
      await way.docker(['rmi', `${way.name}:1`], { program });
      return ran;
    });
    expect(told).toEqual({ status: 0, stdout: 'hello\nme secret\n', stderr: '' });
  });

  test('driver docker: a build that fails says why', async () => {
    const told = await expectSame(door, async (way) => {
      const { status, stderr } = await build(way, '--target', 'failing');
      return { status, reason: stderr.trim().split('\n').at(-1) };
    });
    expect(told).toMatchObject({ status: 1, reason: expect.stringContaining('exit code: 3') as string });
  });

  test('driver docker: a build into a folder of the client', async () => {
    const told = await expectSame(door, async (way) => {
      const folder = join(door.folder, way.name);
      const { status } = await build(way, '--target', 'good', '--output', `type=tar,dest=${folder}.tar`);
      return status;
    });
    expect(told).toBe(0);
  });

  test('inspect and du: what the builder is, and what it keeps', async () => {
    const told = await expectSame(door, async ({ docker }) => {
      const inspected = await docker(['buildx', 'inspect', 'default'], { program });
      const used = await docker(['buildx', 'du', '--filter', 'id=none'], { program });
      const driver = /^Driver:.*$|^Buildkit.*$/gm;
      return { driver: inspected.stdout.match(driver), status: [inspected.status, used.status] };
    });
    expect(told.status).toEqual([0, 0]);
  });

  it('driver docker-container: a builder of its own', async (context) => {
    if (client.missing !== undefined) context.skip(client.missing);
    const name = door.name('builder');
    const create = ['buildx', 'create', '--name', name, '--driver', 'docker-container', '--bootstrap'];
    const { status, stderr } = await door.docker(create, { program });
    await door.docker(['buildx', 'rm', '-f', name], { program });
    if (/pull|no such image|lookup|dial/i.test(stderr)) context.skip('its image, which a hub has, cannot be had here');
    expect({ status, stderr }).toMatchObject({ status: 0 });
  });
});
