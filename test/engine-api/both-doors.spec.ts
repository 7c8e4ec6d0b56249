import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factTypes, type RecordedContainerFact } from '#domain';
import { engine } from '../rest/rest.js';
import { type Door, openDoor } from './door.js';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.stop());

/** Runs lines of the docker CLI, one after another; each must succeed. */
async function run(...lines: readonly (readonly string[])[]): Promise<string> {
  let last = '';
  for (const line of lines) {
    const { status, stdout, stderr } = await door.docker(line);
    if (status !== 0) throw new Error(`docker ${line.join(' ')}: ${stderr}`);
    last = stdout.trim();
  }
  return last;
}

/** All that hosts are known to have done that names something of this test's. */
async function factsAbout(prefix: string): Promise<readonly RecordedContainerFact[]> {
  const facts: RecordedContainerFact[] = [];
  for await (const events of door.runtime.store.readAll({ after: 0, types: factTypes }))
    facts.push(...(events as RecordedContainerFact[]));
  return facts.filter(({ data }) => JSON.stringify(data).includes(prefix));
}

/** What the story below brings about. */
const everyKind = [
  'ContainerConnected',
  'ContainerCreated',
  'ContainerDisconnected',
  'ContainerExited',
  'ContainerPaused',
  'ContainerRemoved',
  'ContainerRenamed',
  'ContainerStarted',
  'ContainerUnpaused',
  'ContainerUpdated',
  'ImageCreated',
  'ImageTagged',
  'ImageUntagged',
  'NetworkCreated',
  'NetworkRemoved',
  'VolumeCreated',
  'VolumeRemoved',
];

const get = async (path: string) => (await door.as().get(path)).body;

describe('what the docker CLI does', () => {
  it('is a job of its actor, and the container is told with it', async () => {
    const name = door.name('web');
    const id = await run(['run', '-d', '--name', name, '--init', 'busybox', 'sleep', '600']);

    const { container, history } = {
      container: await get(`/v1/containers/${name}`),
      history: await get(`/v1/containers/${name}/history`),
    };
    expect(container).toMatchObject({ id, name, state: 'running' });
    const jobs = (await door.jobs()).filter(({ args }) => JSON.stringify(args).includes(id) || args['name'] === name);
    expect(jobs.map(({ name: job, actor, state }) => [job, actor, state])).toEqual(
      expect.arrayContaining([
        ['start', expect.any(String), 'exited'],
        ['create', expect.any(String), 'exited'],
      ]),
    );
    const causes = history.items.flatMap((entry: { cause?: { by: string; name?: string } }) => entry.cause ?? []);
    expect(new Set(causes.map(({ by }: { by: string }) => by))).toEqual(new Set(['job']));
    await run(['rm', '-f', name]);
  });

  it('is never drift, whatever it does', async () => {
    const [box, net, volume, image] = ['box', 'net', 'volume', 'image'].map((kind) => door.name(kind)) as [
      string,
      string,
      string,
      string,
    ];
    const context = join(door.folder, 'context');
    await mkdir(context);
    await writeFile(join(context, 'Dockerfile'), `FROM busybox\nRUN echo ${image} > /made\n`);
    await run(
      ['network', 'create', net],
      ['volume', 'create', volume],
      [
        'run',
        '-d',
        '--name',
        box,
        '--network',
        net,
        '-v',
        `${volume}:/data`,
        '-v',
        '/anonymous',
        '--init',
        'busybox',
        'sleep',
        '600',
      ],
      ['pause', box],
      ['unpause', box],
      ['rename', box, `${box}-2`],
      ['update', '--memory', '64m', '--memory-swap', '64m', `${box}-2`],
      ['network', 'disconnect', net, `${box}-2`],
      ['network', 'connect', net, `${box}-2`],
      ['restart', '-t', '0', `${box}-2`],
      ['commit', `${box}-2`, `${image}:committed`],
      ['stop', '-t', '0', `${box}-2`],
      ['start', `${box}-2`],
      ['kill', `${box}-2`],
      ['rm', '-v', `${box}-2`],
      ['run', '--rm', '--name', box, 'busybox', 'true'],
      ['build', '-t', `${image}:built`, context],
      ['tag', `${image}:built`, `${image}:2`],
      ['save', '-o', join(door.folder, 'saved.tar'), `${image}:2`],
      ['rmi', `${image}:built`, `${image}:2`, `${image}:committed`],
      ['load', '-i', join(door.folder, 'saved.tar')],
      ['rmi', `${image}:2`],
      ['volume', 'rm', volume],
      ['network', 'rm', net],
    );

    // Whoever asks REST afterwards finds all that was done; the log itself does not wait.
    await get('/v1/containers');
    const facts = await factsAbout(door.name(''));
    expect(new Set(facts.map(({ type }) => type))).toEqual(new Set(everyKind));
    expect(facts.filter(({ data }) => data.cause.by === 'drift')).toEqual([]);
  });

  it('goes with what REST does: a build over REST is in docker images, a container over REST in docker ps', async () => {
    const { name } = await door.sleeper();
    expect(await run(['ps', '--filter', `name=${name}`, '--format', '{{.Names}}'])).toBe(name);
    expect((await engine.getContainer(name).inspect()).Config.Labels).toMatchObject({
      'io.longshore.job': expect.any(String),
    });
    await run(['rm', '-f', name]);
  });
});
