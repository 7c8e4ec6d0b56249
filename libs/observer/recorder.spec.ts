import { type ContainerDetail, type ContainerSnapshot, eventCatalog } from '#domain';
import { DomainError, type RecordedEvent, type StreamAppend } from '#event-sourcing';
import { containerOf, detailOf, dockerId, imageOf, networkOf } from '#testing';
import { FakeEventStore, FakeSecretStore, JobsOnLog } from '#testing/fakes';
import { describe, expect, it } from 'vitest';
import { JobsInFlight } from './jobs-in-flight.js';
import { HostMemory } from './memory.js';
import { Recorder } from './recorder.js';
import type { Sighting } from './sighting.js';

const web = containerOf({ name: 'web' });
const running = { ...web, state: 'running', startedAt: web.createdAt };
const detail: ContainerDetail = {
  config: {},
  hostConfig: {},
  path: 'sh',
  args: [],
  driver: 'overlay2',
  platform: 'linux',
};

describe('what is seen of a host', () => {
  it('is recorded with its host, how it was noticed, and its cause', async () => {
    const { recorder, recorded } = open();
    await recorder.record([look(web), look(running, { by: 'gap' })]);
    const circumstances = { host: 'local', at: web.createdAt };
    expect(await recorded()).toMatchObject([
      { type: 'ContainerCreated', data: { ...circumstances, seen: 'event', cause: { by: 'drift' }, container: web } },
      { type: 'ContainerStarted', data: { ...circumstances, seen: 'inspection', container: running } },
    ]);
  });

  it('stands in the name of who ordered it, after the event of the log that it follows from', async () => {
    const { recorder, recorded, jobs, store, secrets } = open();
    const id = await jobs.begin({ name: 'create', args: { name: 'web' } });
    await recorder.record([look({ ...web, ...secrets.signed(id) })]);
    expect(await recorded()).toMatchObject([
      {
        data: { cause: { by: 'job', job: id, name: 'create' } },
        metadata: {
          actor: { kind: 'token', name: 'alice' },
          correlationId: id,
          causationId: (await store.readStream(`job-${id}`)).at(-1)?.id,
        },
      },
    ]);
  });

  it('stands in the name of nobody, or of the host, when nobody ordered it', async () => {
    const { recorder, recorded } = open();
    await recorder.record([look(web), { ...seen, kind: 'network', id: 'b', now: networkOf('bridge', { id: 'b' }) }]);
    expect((await recorded()).map(({ metadata }) => metadata.actor)).toEqual([
      { kind: 'unknown', name: 'out-of-band' },
      { kind: 'system', name: 'host local' },
    ]);
  });

  it('is not recorded again', async () => {
    const { recorder, recorded } = open();
    await recorder.record([look(web), look(web)]);
    await recorder.record([look(web)]);
    expect(await typesOf(recorded)).toEqual(['ContainerCreated']);
  });

  it('is passed over when one looked before the newest event about it, and nobody was told to', async () => {
    const { recorder, recorded, memory } = open();
    memory.note('container', web.id, 2);
    await recorder.record([look(web, { by: 'gap', count: 1 })]);
    expect(await recorded()).toEqual([]);
    await recorder.record([look(web, { by: 'gap', count: 2 })]);
    expect(await typesOf(recorded)).toEqual(['ContainerCreated']);
  });

  it('was caused by who sent the signal before', async () => {
    const { recorder, recorded, jobs, secrets } = open();
    const run = await jobs.begin({ name: 'run', effect: { container: web.id } });
    const died = { type: 'died', at: seen.at, exitCode: 137, oomKilled: false } as const;
    await recorder.record([look({ ...running, ...secrets.signed(run) })]);
    await recorder.record([{ ...seen, kind: 'signal', id: web.id }]);
    await recorder.record([{ ...seen, kind: 'container', id: web.id, observation: died }]);
    expect((await recorded()).map(({ type, data }) => [type, (data as { cause: object }).cause])).toEqual([
      ['ContainerCreated', { by: 'job', job: run, name: 'run' }],
      ['ContainerStarted', { by: 'job', job: run, name: 'run' }],
      ['ContainerExited', { by: 'drift', known: 'ended by a signal past Longshore' }],
    ]);
  });

  it('may be a name that has moved: who had it has lost it, by the same cause', async () => {
    const { recorder, recorded, jobs } = open();
    await recorder.record([lookAtImage('old', ['app:1'])]);
    const build = await jobs.begin({ name: 'build', args: { tags: ['app:1'] } });
    await recorder.record([lookAtImage('new', ['app:1'])]);
    const told = (await recorded()).slice(3).map(({ type, data }) => ({ type, data }));
    const cause = { by: 'job', job: build, name: 'build' };
    const movedTo = imageOf('new').id;
    expect(told).toMatchObject([
      { type: 'ContentRecorded' },
      { type: 'ImageUntagged', data: { cause, names: ['app:1'], movedTo, image: { id: imageOf('old').id, tags: [] } } },
      { type: 'ImageCreated', data: { cause, image: { id: movedTo } } },
      { type: 'ImageTagged', data: { cause, names: ['app:1'] } },
    ]);
  });
});

describe('bulky detail', () => {
  it('is recorded once, however many are made alike, and by whomever they are seen', async () => {
    const { recorder, recorded, another } = open();
    const alike = ['one', 'two', 'three'].map((name) => look(containerOf({ name }), { detail }));
    await recorder.record(alike.slice(0, 2));
    await recorder.record(alike.slice(2));
    await another().recorder.record([look(containerOf({ name: 'four' }), { detail })]);
    expect(await typesOf(recorded)).toEqual([
      'ContentRecorded',
      'ContainerCreated',
      'ContainerCreated',
      'ContainerCreated',
      'ContainerCreated',
    ]);
    const [content, ...containers] = await recorded();
    const digests = containers.map(({ data }) => (data as { container: ContainerSnapshot }).container.detail);
    expect(new Set(digests.map((digest) => `content-${digest}`))).toEqual(new Set([content?.stream]));
  });

  it('stays as it was recorded when the secrets in it can no longer be told', async () => {
    const { recorder, recorded, jobs, secrets } = open();
    const run = await jobs.begin({ name: 'run', args: { name: 'web' }, secrets: 1 });
    await secrets.put(run, ['correct horse']);
    const telltale = { ...detail, config: { Env: ['LICENCE=correct horse'] } };
    await recorder.record([look({ ...web, ...secrets.signed(run) }, { detail: telltale })]);
    await secrets.drop(run);
    await recorder.record([look({ ...web, ...secrets.signed(run), name: 'site' }, { detail: telltale })]);
    const [, created, renamed] = await recorded();
    expect(renamed).toMatchObject({ type: 'ContainerRenamed' });
    const digest = ({ data }: RecordedEvent) => (data as { container: ContainerSnapshot }).container.detail;
    expect(renamed && digest(renamed)).toBe(created && digest(created));
    expect(JSON.stringify(await recorded())).not.toContain('correct horse');
  });
});

describe('of two who see the same', () => {
  it('the first records it, and the second knows it then', async () => {
    const { recorder, recorded, another } = open();
    const other = another();
    await other.recorder.record([look(web)]);
    await recorder.record([look(running)]);
    await other.recorder.record([look(running)]);
    expect(await typesOf(recorded)).toEqual(['ContainerCreated', 'ContainerStarted']);
    expect(other.memory.peek('container', web.id)).toEqual(running);
  });

  it('one records it, when both do so at the same time', async () => {
    const { recorder, recorded, another } = open();
    const all = ['one', 'two', 'three'].map((name) => look(containerOf({ name }), { detail, isNew: true }));
    await Promise.all([recorder.record(all), another().recorder.record(all)]);
    expect(await typesOf(recorded)).toEqual(['ContentRecorded', ...all.map(() => 'ContainerCreated')]);
  });

  it('the second records all else that it has seen, in its order', async () => {
    const { recorder, recorded, another } = open();
    const other = another();
    await other.recorder.record([look(containerOf({ name: 'known' }))]);
    await recorder.record([look({ ...containerOf({ name: 'known' }), state: 'running', startedAt: web.createdAt })]);
    const names = ['before', 'known', 'after', 'last'];
    await other.recorder.record(
      names.map((name) => look({ ...containerOf({ name }), state: 'running', startedAt: web.createdAt }, { detail })),
    );
    const told = (await recorded()).flatMap(({ type, data }) =>
      'container' in (data as object) ? [`${type} ${(data as { container: ContainerSnapshot }).container.name}`] : [],
    );
    expect(told.slice(2)).toEqual([
      'ContainerCreated before',
      'ContainerStarted before',
      'ContainerUpdated known',
      'ContainerCreated after',
      'ContainerStarted after',
      'ContainerCreated last',
      'ContainerStarted last',
    ]);
  });
});

describe('a log that is away', () => {
  const away = () => new DomainError('unavailable', 'log-unavailable', 'The log is away.');

  it('is waited for', async () => {
    let refusals = 2;
    class Away extends FakeEventStore {
      override append(appends: readonly StreamAppend[]) {
        return refusals-- > 0 ? Promise.reject(away()) : super.append(appends);
      }
    }
    const { recorder, recorded } = open(new Away(eventCatalog));
    await recorder.record([look(web)]);
    expect(await typesOf(recorded)).toEqual(['ContainerCreated']);
  });

  it('and had recorded it before nobody heard of it has it once', async () => {
    let isSilent = true;
    class Silent extends FakeEventStore {
      override async append(appends: readonly StreamAppend[]) {
        const appended = await super.append(appends);
        if (!isSilent) return appended;
        isSilent = false;
        throw away();
      }
    }
    const { recorder, recorded } = open(new Silent(eventCatalog));
    await recorder.record([look(web)]);
    expect(isSilent).toBe(false);
    expect(await typesOf(recorded)).toEqual(['ContainerCreated']);
  });
});

const seen = { at: '2026-01-01T12:00:10.000000000Z', by: 'event', count: 1 } as const;

function look(
  container: ContainerSnapshot,
  more: Partial<Sighting> & { readonly detail?: ContainerDetail } = {},
): Sighting {
  const { detail: bulk, ...rest } = more;
  const inspected = { container, ...(bulk && { detail: bulk }) };
  return { ...seen, kind: 'container', id: container.id, inspected, ...rest } as Sighting;
}

function lookAtImage(name: string, tags: readonly string[]): Sighting {
  const { detail: _, ...now } = imageOf(name, { tags: [...tags] });
  const at = new Date().toISOString();
  return { ...seen, at, kind: 'image', id: now.id, now, detail: detailOf([dockerId(name)]) };
}

/** A recorder; `another` is that of another process on the same log. */
function open(store = new FakeEventStore(eventCatalog)) {
  const secrets = new FakeSecretStore();
  const another = () => {
    const memory = new HostMemory('local', store);
    const jobs = new JobsInFlight(store, async () => ({ jobs: [], position: 0 }));
    return { memory, recorder: new Recorder({ memory, jobs, secrets, store }) };
  };
  /** What has been recorded beside the jobs. */
  const recorded = async () => {
    const told: RecordedEvent[] = [];
    for await (const events of store.readAll({ after: 0 })) told.push(...events);
    return told.filter(({ stream }) => !stream.startsWith('job-'));
  };
  return { ...another(), another, store, secrets, recorded, jobs: new JobsOnLog(store) };
}

async function typesOf(recorded: () => Promise<readonly RecordedEvent[]>): Promise<readonly string[]> {
  return (await recorded()).map(({ type }) => type);
}
