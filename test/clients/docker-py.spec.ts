import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Door, expectSame, openDoor } from '../engine-api/door.js';
import { clientsOf, itWith, onPath } from './client.js';

let door: Door;
beforeAll(async () => (door = await openDoor()));
afterAll(() => door.stop());

const version = ['-c', 'import docker; print(docker.__version__)'];

describe.each(clientsOf('docker-py', onPath('python3'), version))('$title', (client) => {
  itWith(client)('run, exec, attach, logs, events, stats, archives, build, networks and volumes', async () => {
    const told = await expectSame(door, ({ docker, name }) =>
      docker(['test/clients/docker-py-life.py', name], { program: client.program }),
    );
    expect(told).toMatchObject({ status: 0, stderr: '' });
    expect(told.stdout).toContain('"removed": true');
    expect((await door.jobs()).map(({ name }) => name)).toContain('build');
  });
});
