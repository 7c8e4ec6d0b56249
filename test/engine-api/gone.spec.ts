import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JobView } from '../../apps/api/rest/jobs/job-view.js';
import { engine } from '../rest/rest.js';
import { type Door, openDoor, startDocker } from './door.js';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.stop());

const start = (...args: string[]) =>
  startDocker(args, { env: { DOCKER_HOST: door.dockerHost, DOCKER_CONFIG: door.folder } });
const newest = async (name: string): Promise<JobView | undefined> => (await door.jobs(`?name=${name}&limit=1`))[0];
const until = (name: string, state: string) =>
  vi.waitFor(async () => expect(await newest(name)).toMatchObject({ state }), { timeout: 15_000, interval: 50 });

describe('a client that goes away', () => {
  it('ends its build, on the engine too', async () => {
    const context = join(door.folder, 'slow');
    await mkdir(context);
    const mark = door.name('step');
    await writeFile(join(context, 'Dockerfile'), `FROM busybox\nRUN echo ${mark} && sleep 600\n`);
    const build = start('build', '-t', door.name('never'), context);
    const steps = () => engine.listContainers({ filters: { ancestor: ['busybox'] } });
    const ofBuild = async () => (await steps()).filter(({ Command }) => Command.includes(mark));
    await vi.waitFor(async () => expect(await ofBuild()).toHaveLength(1), { timeout: 20_000, interval: 100 });

    build.kill('SIGINT');
    await once(build, 'exit');

    await until('build', 'exited');
    expect(await newest('build')).toMatchObject({ status: 130, signal: 'INT' });
    await vi.waitFor(async () => expect(await ofBuild()).toEqual([]), { timeout: 15_000, interval: 100 });
  }, 60_000);

  it('lets its container run on, and its streams end with HUP', async () => {
    const name = door.name('left');
    const run = start(
      'run',
      '--name',
      name,
      '--init',
      'busybox',
      'sh',
      '-c',
      'while true; do echo tick; sleep 0.2; done',
    );
    await once(run.stdout as NodeJS.ReadableStream, 'data');
    run.kill('SIGKILL');
    await once(run, 'exit');

    await until('attach', 'exited');
    expect(await newest('attach')).toMatchObject({ status: 129, args: { container: expect.any(String) } });
    expect((await engine.getContainer(name).inspect()).State.Running).toBe(true);

    const logs = start('logs', '-f', name);
    await once(logs.stdout as NodeJS.ReadableStream, 'data');
    logs.kill('SIGKILL');
    await until('logs', 'exited');
    expect(await newest('logs')).toMatchObject({ status: 129, result: { status: 200, bytesOut: expect.any(Number) } });
    await engine.getContainer(name).remove({ force: true });
  }, 60_000);
});

describe('a signal', () => {
  it('to docker run goes to its container', async () => {
    const name = door.name('trap');
    const script = 'trap "echo caught; exit 5" TERM; echo up; while true; do sleep 0.1; done';
    const run = start('run', '--rm', '--name', name, 'busybox', 'sh', '-c', script);
    await once(run.stdout as NodeJS.ReadableStream, 'data');
    run.kill('SIGTERM');
    expect(await once(run, 'exit')).toEqual([5, null]);
    expect(await newest('kill')).toMatchObject({
      status: 0,
      args: { signal: expect.stringMatching(/^(?:SIG)?TERM$/) },
    });
  }, 30_000);

  it('to a stream by its job ends that stream, and nothing else', async () => {
    const { name } = await door.sleeper();
    const events = start('events', '--filter', `container=${name}`);
    await until('events', 'running');
    const job = await newest('events');
    await door.as().post(`/v1/jobs/${job?.id}/signal`).send({ signal: 'TERM' });
    await once(events, 'exit');
    await until('events', 'exited');
    expect(await newest('events')).toMatchObject({ status: 143, signal: 'TERM' });
    expect((await engine.getContainer(name).inspect()).State.Running).toBe(true);
    await engine.getContainer(name).remove({ force: true });
  }, 30_000);
});

it('a stream is recorded once: who, what, when, how it ended, and the bytes each way', async () => {
  const { status, stdout } = await door.docker(['run', '--rm', '-i', 'busybox', 'wc', '-c'], {
    input: 'x'.repeat(5_000),
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '5000\n' });
  await until('attach', 'exited');
  expect(await newest('attach')).toMatchObject({
    state: 'exited',
    status: 0,
    startedAt: expect.any(String),
    endedAt: expect.any(String),
    result: { status: 101, bytesIn: 5_000, bytesOut: expect.any(Number) },
  });
});
