import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Cause, ContainerSnapshot, FactData, ImageDetail } from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { engine, type Rest, startRest } from '../rest/rest.js';
import { tarOf } from '../rest/context.js';

const run = promisify(execFile);

/** The bare command line, past Longshore. */
const docker = async (...args: readonly string[]): Promise<string> => (await run('docker', args)).stdout.trim();

describe('an observer that follows a host', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest();
    const { Id } = await engine.getNetwork('bridge').inspect();
    await until('network', Id, 'NetworkCreated');
  });
  afterAll(() => rest.stop());

  /** The facts about one thing, oldest first. */
  async function factsOf(kind: string, id: string): Promise<readonly RecordedEvent[]> {
    return rest.runtime.store.readStream(`${kind}-local/${id}`);
  }

  async function typesOf(kind: string, id: string): Promise<readonly string[]> {
    return (await factsOf(kind, id)).map(({ type }) => type);
  }

  const causesOf = (facts: readonly RecordedEvent[]) => facts.map(({ data }) => (data as FactData).cause);
  const containerIn = (fact: RecordedEvent | undefined) =>
    dataOf<{ readonly container: ContainerSnapshot }>(fact).container;

  async function until(kind: string, id: string, type: string): Promise<void> {
    await vi.waitFor(async () => expect(await typesOf(kind, id)).toContain(type), { timeout: 10_000, interval: 20 });
  }

  it('has recorded what a job did when the job has ended, each change once, with its cause and its actor', async () => {
    const alice = await rest.tokenWith(['run', 'network'], rest.name('alice'));
    const { body } = await rest
      .as(alice)
      .post('/v1/containers')
      .set('prefer', 'wait=30')
      .send({ image: 'busybox', cmd: ['sh', '-c', 'sleep 1; exit 3'], name: rest.name('short') });
    const id = String(body.result.container);

    const facts = await factsOf('container', id);
    expect(facts.map(({ type }) => type)).toEqual(['ContainerCreated', 'ContainerStarted', 'ContainerExited']);
    expect(causesOf(facts)).toEqual(facts.map((): Cause => ({ by: 'job', job: body.id, name: 'run' })));
    expect(facts.map(({ metadata }) => metadata.actor.name)).toEqual(facts.map(() => rest.name('alice')));
    expect(facts.map(({ metadata }) => metadata.correlationId)).toEqual(facts.map(() => body.id));
    expect(containerIn(facts[2])).toMatchObject({ state: 'exited', exitCode: 3, name: rest.name('short') });
    const [, started] = facts;
    const events = await rest.runtime.store.readStream(`job-${body.id}`);
    expect(events.find(({ type }) => type === 'JobExited')?.position).toBeGreaterThan(facts[2]?.position ?? Infinity);
    // It has no address any more.
    expect(containerIn(started).endpoints).toMatchObject([{ name: 'bridge', ipv4: expect.stringMatching(/^172\./) }]);
  });

  it('tells each verb of a container from the same thing done past Longshore', async () => {
    const { id, name } = await rest.sleeper();
    await rest.post(`/v1/containers/${id}/stop`, { seconds: 0 });
    await docker('start', id);
    await until('container', id, 'ContainerStarted');
    await rest.post(`/v1/containers/${id}/restart`, { seconds: 0 });
    await docker('stop', '-t', '0', id);
    await docker('rename', id, `${name}-b`);
    await rest.post(`/v1/containers/${id}/start`);
    await docker('pause', id);
    await docker('unpause', id);
    await docker('update', '--cpu-shares', '77', id);
    await rest.post(`/v1/containers/${id}/kill`);
    await rest.remove(`/v1/containers/${id}`);

    const facts = await factsOf('container', id);
    expect(facts.map(({ type, data }) => [type, by(data as FactData)])).toEqual([
      ['ContainerCreated', 'run'],
      ['ContainerStarted', 'run'],
      ['ContainerExited', 'stop'],
      ['ContainerStarted', 'drift'],
      ['ContainerExited', 'restart'],
      ['ContainerStarted', 'restart'],
      ['ContainerExited', 'drift'],
      ['ContainerRenamed', 'drift'],
      ['ContainerStarted', 'start'],
      ['ContainerPaused', 'drift'],
      ['ContainerUnpaused', 'drift'],
      ['ContainerUpdated', 'drift'],
      ['ContainerExited', 'kill'],
      ['ContainerRemoved', 'rm'],
    ]);
    expect(facts.map(({ version }) => version)).toEqual(facts.map((_, index) => index + 1));
  });

  it('believes no label that names a job which did not make the container', async () => {
    const { id: theirs } = await rest.sleeper();
    const { metadata } = (await factsOf('container', theirs))[0] ?? {};
    const id = await docker('create', '--label', `io.longshore.job=${metadata?.correlationId}`, 'busybox');
    await until('container', id, 'ContainerCreated');

    expect(causesOf(await factsOf('container', id))).toMatchObject([
      { by: 'drift', known: expect.stringContaining('label') },
    ]);
    await docker('rm', id);
    await until('container', id, 'ContainerRemoved');
  });

  it('follows a network, its members and their addresses', async () => {
    const made = await rest.post('/v1/networks', { name: rest.name('net') });
    const network = String(made.result?.['network']);
    const { id } = await rest.sleeper();
    await rest.post(`/v1/networks/${network}/connect`, { container: id, aliases: ['db'] });
    await docker('network', 'disconnect', rest.name('net'), id);
    await until('container', id, 'ContainerDisconnected');
    await rest.remove(`/v1/containers/${id}?force=true`);
    await rest.remove(`/v1/networks/${network}`);

    const facts = (await factsOf('container', id)).slice(2);
    expect(facts.map(({ type, data }) => [type, by(data as FactData)])).toEqual([
      ['ContainerConnected', 'network.connect'],
      ['ContainerDisconnected', 'drift'],
      ['ContainerExited', 'rm'],
      ['ContainerRemoved', 'rm'],
    ]);
    expect(containerIn(facts[0]).endpoints).toMatchObject([
      { name: 'bridge' },
      { name: rest.name('net'), network, aliases: expect.arrayContaining(['db']), ipv4: expect.any(String) },
    ]);
    const lives = await factsOf('network', network);
    expect(lives.map(({ type, data }) => [type, by(data as FactData)])).toEqual([
      ['NetworkCreated', 'network.create'],
      ['NetworkRemoved', 'network.rm'],
    ]);
  });

  it.each(['classic', 'buildkit'])(
    'knows the images of a %s build, their layers, and whose name was taken',
    async (builder) => {
      const tag = rest.name(`${builder}:1`);
      const build = async (line: string) => {
        const context = await tarOf({ Dockerfile: `FROM busybox\nENV A=${builder}\nRUN echo ${line} ${tag} >/line\n` });
        const { body } = await rest
          .as()
          .post(`/v1/builds?tag=${tag}&builder=${builder}`)
          .set('prefer', 'wait=60')
          .set('content-type', 'application/x-tar')
          .send(context);
        return { job: String(body.id), image: String(body.result.image) };
      };
      const first = await build('one');
      const second = await build('two');

      const [created, tagged, ...later] = await factsOf('image', first.image);
      expect(created).toMatchObject({ type: 'ImageCreated', data: { cause: { job: first.job } } });
      expect(tagged).toMatchObject({ type: 'ImageTagged', data: { names: expect.arrayContaining([tag]) } });
      const untagged = later.find(({ data }) => (data as { names?: readonly string[] }).names?.includes(tag));
      expect(untagged).toMatchObject({
        type: 'ImageUntagged',
        data: { names: [tag], movedTo: second.image, image: { tags: [] }, cause: { by: 'job', job: second.job } },
      });
      const { detail } = dataOf<{ readonly image: { readonly detail: string } }>(created).image;
      const [content] = await rest.runtime.store.readStream(`content-${detail}`);
      const { RootFS } = await engine.getImage(first.image).inspect();
      const { layers } = dataOf<{ readonly content: ImageDetail }>(content).content;
      expect(layers.map(({ diffId }) => diffId)).toEqual(RootFS.Layers);
      expect(layers.at(-1)?.instruction).toContain('echo one');
      await docker('rmi', first.image);
      await until('image', first.image, 'ImageRemoved');
      expect(causesOf(await factsOf('image', first.image)).at(-1)).toMatchObject({ by: 'drift' });
    },
  );

  it('follows volumes, named ones and those that come and go with a container', async () => {
    const named = await rest.post('/v1/volumes', { name: rest.name('vol') });
    await rest.sh('true', { volumes: [`${rest.name('other')}:/data`] });
    await docker('volume', 'rm', rest.name('other'));
    await until('volume', rest.name('other'), 'VolumeRemoved');

    const [created] = await factsOf('volume', String(named.result?.['volume']));
    expect(created).toMatchObject({ type: 'VolumeCreated', data: { cause: { by: 'job', job: named.id } } });
    const facts = await factsOf('volume', rest.name('other'));
    expect(facts.map(({ type, data }) => [type, by(data as FactData)])).toEqual([
      ['VolumeCreated', 'run'],
      ['VolumeRemoved', 'drift'],
    ]);
  });
});

function dataOf<Data>(event: RecordedEvent | undefined): Data {
  if (!event) throw new Error('there is no such event');
  return event.data as Data;
}

function by({ cause }: FactData): string {
  return cause.by === 'job' ? cause.name : cause.by;
}
