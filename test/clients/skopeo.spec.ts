import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { openRegistry } from '../rest/registries.js';
import { type Door, expectSame, openDoor, type Way } from '../engine-api/door.js';
import { clientsOf, itWith, onPath, refused } from './client.js';

let door: Door;
beforeAll(async () => (door = await openDoor()));
afterAll(() => door.stop());

describe.each(clientsOf('skopeo', onPath('skopeo'), ['--version']))('$title', (client) => {
  itWith(client)(
    'docker-daemon: inspect, copy to an archive and back, copy to a registry and back',
    async (context) => {
      const host = ['--daemon-host', door.dockerHost];
      const { stderr } = await door.docker(['inspect', ...host, 'docker-daemon:busybox:latest'], client);
      if (stderr.includes('client version 1.22 is too old')) return refused(context, 'it speaks API 1.22 alone');
      const told = await expectSame(door, (way) => tellOf(way, client.program));
      expect(told.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0, 0]);
      expect((await door.jobs()).map(({ name }) => name)).toContain('load');
    },
  );
});

/** It does not read DOCKER_HOST. */
async function tellOf({ docker, env, name }: Way, program: string) {
  const host = env['DOCKER_HOST'] ?? process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock';
  const folder = join(door.folder, name);
  await mkdir(folder);
  const skopeo = (...args: readonly string[]) => docker(['--insecure-policy', ...args], { program });
  const archive = `docker-archive:${join(folder, 'image.tar')}`;
  const remote = `docker://${openRegistry()}/${name}:1`;
  const told = [
    await skopeo('inspect', '--daemon-host', host, '--format', '{{.Os}} {{.Layers}}', 'docker-daemon:busybox:latest'),
    await skopeo('copy', '-q', '--src-daemon-host', host, 'docker-daemon:busybox:latest', `${archive}:${name}:1`),
    await skopeo('copy', '-q', '--dest-daemon-host', host, archive, `docker-daemon:${name}:1`),
    await skopeo('copy', '-q', '--src-daemon-host', host, '--dest-tls-verify=false', `docker-daemon:${name}:1`, remote),
    await skopeo('copy', '-q', '--dest-daemon-host', host, '--src-tls-verify=false', remote, `docker-daemon:${name}:2`),
    await docker(['run', '--rm', `${name}:2`, 'echo', 'well']),
  ];
  await docker(['rmi', `${name}:1`, `${name}:2`]);
  return told;
}
