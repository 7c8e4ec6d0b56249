import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Door, expectSame, openDoor, type Way } from './door.js';

const { version } = createRequire(import.meta.url)('dockerode/package.json') as { readonly version: string };

let door: Door;
beforeAll(async () => (door = await openDoor()));
afterAll(() => door.stop());

const to = ({ env }: Way) => {
  const host = env['DOCKER_HOST'];
  return host === undefined ? new Docker() : new Docker({ socketPath: host.slice('unix://'.length) });
};

describe(`dockerode ${version}`, () => {
  it('the whole life of a container: create, start, inspect, top, stats, pause, rename, kill, wait, logs, remove', async () => {
    const told = await expectSame(door, async (way) => {
      const container = await to(way).createContainer({
        Image: 'busybox',
        name: way.name,
        Cmd: ['sh', '-c', 'echo begun; exec sleep 600'],
        HostConfig: { Init: true },
      });
      await container.start();
      const { State, Config } = await container.inspect();
      const { Processes } = (await container.top({ ps_args: '-o pid,args' })) as { Processes: string[][] };
      const stats = await container.stats({ stream: false });
      await container.pause();
      await container.unpause();
      await container.rename({ name: `${way.name}-2` });
      await container.update({ CpuShares: 512 });
      const ended = container.wait() as Promise<unknown>;
      await container.kill({ signal: 'TERM' });
      const logs = await container.logs({ stdout: true, stderr: true });
      const story = [await ended, logs.toString('hex')];
      await container.remove();
      const gone: unknown = await container.inspect().catch((error: { statusCode: number }) => error.statusCode);
      return { state: State.Status, cmd: Config.Cmd, top: Processes.length > 0, name: stats.name, story, gone };
    });
    expect(told).toMatchObject({ state: 'running', name: '/$N', gone: 404 });
  });

  it.each([true, false])('attach with hijack %s: frames of stdout and stderr', async (hijack) => {
    const told = await expectSame(door, async (way) => {
      const docker = to(way);
      const cmd = hijack ? 'cat; echo after >&2' : 'echo said; echo after >&2';
      const container = await docker.createContainer({
        Image: 'busybox',
        name: way.name,
        Cmd: ['sh', '-c', cmd],
        OpenStdin: hijack,
        StdinOnce: hijack,
      });
      const options = { stream: true, stdin: hijack, stdout: true, stderr: true, hijack };
      const stream = await container.attach(options);
      const [out, error] = [new PassThrough(), new PassThrough()];
      docker.modem.demuxStream(stream, out, error);
      void finished(stream, { writable: false }).then(() => [out.end(), error.end()]);
      await container.start();
      if (hijack) stream.end('said\n');
      const said = await Promise.all([text(out), text(error)]);
      await container.remove({ force: true });
      return said;
    });
    expect(told).toEqual(['said\n', 'after\n']);
  });

  it.each([true, false])('exec with hijack %s: its output and its exit status', async (hijack) => {
    const told = await expectSame(door, async (way) => {
      const docker = to(way);
      const container = await docker.createContainer({ Image: 'busybox', name: way.name, Cmd: ['sleep', '600'] });
      await container.start();
      const exec = await container.exec({
        Cmd: ['sh', '-c', hijack ? 'cat; exit 4' : 'echo in; exit 4'],
        AttachStdin: hijack,
        AttachStdout: true,
        Tty: true,
      });
      const stream = await exec.start({ hijack, stdin: hijack, Tty: true });
      if (hijack) stream.write('in\n\u0004');
      const said = await text(stream);
      const { ExitCode } = await exec.inspect();
      await container.remove({ force: true });
      return { said, ExitCode };
    });
    expect(told.ExitCode).toBe(4);
    expect(told.said).toContain('in\r\n');
  });

  it('logs and events are followed', async () => {
    const told = await expectSame(door, async (way) => {
      const docker = to(way);
      const container = await docker.createContainer({ Image: 'busybox', name: way.name, Cmd: ['echo', 'one'] });
      const events = await docker.getEvents({ since: 0, filters: JSON.stringify({ container: [way.name] }) });
      await container.start();
      const logs = await container.logs({ follow: true, stdout: true, stderr: true });
      const said = await text(logs);
      await container.remove();
      const actions = await actionsIn(events, 'destroy');
      return { said: said.slice(8), actions };
    });
    expect(told).toEqual({ said: 'one\n', actions: ['create', 'start', 'die', 'destroy'] });
  });

  it('an image is built from files, saved and loaded', async () => {
    const told = await expectSame(door, async (way) => {
      const docker = to(way);
      const progress = await docker.buildImage(
        { context: 'test/engine-api', src: ['dockerode.Dockerfile'] },
        { t: `${way.name}:1`, dockerfile: 'dockerode.Dockerfile' },
      );
      const steps = await followed(docker, progress);
      const saved = await docker.getImage(`${way.name}:1`).get();
      const loading = await docker.loadImage(saved);
      const loaded = await followed(docker, loading);
      await docker.getImage(`${way.name}:1`).remove();
      return { steps: steps.filter((line) => line.startsWith('Step')), loaded };
    });
    expect(told.steps).toEqual(['Step 1/2 : FROM busybox', 'Step 2/2 : CMD ["echo", "built"]']);
    expect(told.loaded).toEqual(['Loaded image: $N:1\n']);
  });
});

/** What the engine did, up to and with the last. */
async function actionsIn(events: NodeJS.ReadableStream, last: string): Promise<readonly string[]> {
  const actions: string[] = [];
  for await (const chunk of events) {
    for (const line of String(chunk).trim().split('\n')) {
      const { Action, Type } = JSON.parse(line) as { readonly Action: string; readonly Type: string };
      if (Type === 'container') actions.push(Action);
    }
    if (actions.includes(last)) break;
  }
  return actions;
}

async function followed(docker: Docker, progress: NodeJS.ReadableStream): Promise<readonly string[]> {
  const told = await new Promise<readonly { readonly stream?: string }[]>((resolve, reject) =>
    docker.modem.followProgress(progress, (error, output) => (error ? reject(error) : resolve(output as object[]))),
  );
  return told.flatMap(({ stream }) => stream ?? []);
}
