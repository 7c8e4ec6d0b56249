import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Door, expectSame, openDoor } from '../engine-api/door.js';
import { brought, clientsOf, itWith } from './client.js';

const folder = brought('testcontainers', 'node_modules', 'testcontainers');

let door: Door;
beforeAll(async () => (door = await openDoor()));
afterAll(() => door.stop());

const version = ['-p', `require(${JSON.stringify(`${folder}/package.json`)}).version`];

describe.each(clientsOf('testcontainers', [process.execPath], version))('$title', (client) => {
  itWith(client)(
    'a container that is waited for, its port, exec, logs and files; an image that is built; a network',
    async () => {
      const told = await expectSame(door, ({ docker, name }) =>
        docker(['test/clients/testcontainers-life.mjs', folder, name], {
          program: client.program,
          // Its reaper is an image that a hub has.
          env: { TESTCONTAINERS_RYUK_DISABLED: 'true' },
        }),
      );
      expect(told).toMatchObject({ status: 0, stderr: '' });
      expect(JSON.parse(told.stdout)).toEqual({
        page: 'hello\n',
        exec: { output: 'in\n', exitCode: 3 },
        file: 'copied\n',
        logs: 'ready\n',
        neighbour: 'hello\n',
        built: 'built\n',
      });
    },
  );
});
