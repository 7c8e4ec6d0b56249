import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Door, expectSame, openDoor, type Said, type Way } from '../engine-api/door.js';
import { brought, type Client, clientsOf, itWith, onPath } from './client.js';

const plugins = brought('docker/usr/libexec/docker/cli-plugins');

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await writeFile(join(door.folder, 'config.json'), JSON.stringify({ cliPluginsExtraDirs: [plugins] }));
});
afterAll(() => door.stop());

/** The second is started when the first is well, and finds it by its name. */
const project = `
services:
  web:
    image: busybox
    command: ["sh", "-c", "mkdir /www; echo hello > /www/index.html; exec httpd -f -h /www"]
    init: true
    ports: ["127.0.0.1::80"]
    healthcheck: { test: ["CMD", "wget", "-q", "-O-", "http://127.0.0.1/"], interval: 200ms, retries: 50 }
  client:
    build: .
    depends_on: { web: { condition: service_healthy } }
    command: ["sh", "-c", "wget -q -O- http://web/; cat /greeting; exec sleep 600"]
    init: true
`;

const versions: readonly (Client & { readonly words: readonly string[] })[] = [
  ...clientsOf('docker compose', [join(plugins, 'docker-compose')], ['version']).map((client) => ({
    ...client,
    program: brought('docker/usr/bin/docker'),
    words: ['compose'],
  })),
  ...clientsOf('docker-compose', onPath('docker-compose').slice(0, 1), ['version', '--short']).map((client) => ({
    ...client,
    words: [],
  })),
];

describe.each(versions)('$title', (client) => {
  const test = itWith(client);

  test('up with a build, a healthcheck that another service waits for, DNS by name, a published port; ps, logs, exec, down', async () => {
    const told = await expectSame(door, (way) => tellOf(way, client));
    expect(told).toMatchObject({
      up: 0,
      page: 'hello\n',
      exec: { status: 3, stdout: 'built\n' },
      down: 0,
      left: '',
    });
    expect(told.logs).toContain('hello');
    expect(told.logs).toContain('built');
  });
});

async function tellOf(way: Way, { program, words }: (typeof versions)[number]) {
  const folder = join(door.folder, way.name);
  await mkdir(folder);
  await writeFile(join(folder, 'compose.yml'), project);
  await writeFile(join(folder, 'Dockerfile'), `FROM busybox\nRUN echo built > /greeting\nLABEL of=${way.name}\n`);
  const compose = (...args: readonly string[]): Promise<Said> =>
    way.docker([...words, '-f', join(folder, 'compose.yml'), '-p', way.name, ...args], { program });
  const { status: up, stderr } = await compose('up', '-d', '--build');
  if (up !== 0) throw new Error(stderr);
  const { stdout: address } = await compose('port', 'web', '80');
  const page = await (await fetch(`http://${address.trim()}/`)).text();
  const { stdout: services } = await compose('ps', '--services');
  const { stdout: logs } = await compose('logs', '--no-color', 'client');
  const exec = await compose('exec', '-T', 'client', 'sh', '-c', 'cat /greeting; exit 3');
  const { status: down } = await compose('down', '--timeout', '1', '--rmi', 'local');
  const { stdout: left } = await compose('ps', '-q');
  return { up, page, services, logs: logs.replaceAll(/_/g, '-'), exec, down, left };
}
