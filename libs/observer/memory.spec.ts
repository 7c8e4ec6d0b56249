import { eventCatalog } from '#domain';
import type { RecordedEvent, StreamAppend } from '#event-sourcing';
import {
  byJob,
  containerOf,
  contentOfImage,
  detailOf,
  factOfContainer,
  factOfImage,
  factOfNetwork,
  factOfVolume,
  imageOf,
  networkOf,
  removalOf,
  volumeOf,
} from '#testing';
import { FakeEventStore } from '#testing/fakes';
import { describe, expect, it, vi } from 'vitest';
import { type Fact, HostMemory } from './memory.js';

const web = containerOf({ name: 'web' });
const running = { ...web, state: 'running', startedAt: web.createdAt };
const drift = { by: 'drift', known: 'a foreigner' } as const;

describe('the memory of a host', () => {
  it('begins with the newest fact of each thing that is there', async () => {
    const { memory, record } = open();
    const app = imageOf('app', { tags: ['app:1'] });
    memory.start(
      await record(
        factOfContainer('ContainerCreated', web),
        factOfImage('ImageCreated', app),
        factOfNetwork(networkOf('backend')),
        factOfVolume(volumeOf('data')),
      ),
    );
    expect(memory.all('container')).toEqual([[web.id, web]]);
    expect(memory.peek('image', app.id)).toEqual(app);
    expect(memory.holderOf('app:1')).toBe(app.id);
    expect(memory.peek('network', networkOf('backend').id)).toEqual(networkOf('backend'));
    expect(memory.peek('volume', 'data')).toEqual(volumeOf('data'));
    expect(memory.peek('volume', 'other')).toBeUndefined();
  });

  it('reads what is behind the newest fact when that is needed: who created and who started', async () => {
    const { memory, record } = open();
    const [createdBy, startedBy] = [byJob('a job', 'create'), byJob('another job', 'start')];
    const [, newest] = await record(
      factOfContainer('ContainerCreated', web, { cause: createdBy }),
      factOfContainer('ContainerStarted', running, { cause: startedBy }),
    );
    memory.start([newest as RecordedEvent]);
    expect(await memory.load('container', web.id)).toEqual({
      now: running,
      version: 2,
      past: { createdBy, startedBy },
    });
  });

  it('knows nothing of what the log does not know', async () => {
    const { memory } = open();
    expect(await memory.load('container', web.id)).toEqual({ version: 0, past: {} });
  });

  it('takes in what is being recorded, without a question to the log about what is new', async () => {
    const { memory, record } = open();
    const [created] = await record(factOfContainer('ContainerCreated', web, { cause: drift }));
    memory.expectNew('container', web.id);
    expect(await memory.load('container', web.id)).toEqual({ version: 0, past: {} });
    memory.evolve(created as Fact);
    expect(await memory.load('container', web.id)).toEqual({ now: web, version: 1, past: { createdBy: drift } });
  });

  it('keeps the detail of an image that was removed, which may come again', async () => {
    const { memory, record } = open();
    const app = imageOf('app', { tags: ['app:1'], detail: contentOfImage(detailOf(['app'])).digest });
    await record(factOfImage('ImageCreated', app), removalOf('image', app));
    expect(await memory.load('image', app.id)).toEqual({ detail: app.detail, version: 2, past: {} });
    expect(memory.peek('image', app.id)).toBeUndefined();
    expect(memory.all('image')).toEqual([]);
    expect(memory.holderOf('app:1')).toBeUndefined();
  });

  it('reads anew what somebody else has written', async () => {
    const { memory, record } = open();
    await record(factOfContainer('ContainerCreated', web));
    await memory.load('container', web.id);
    await record(factOfContainer('ContainerStarted', running));
    expect(memory.peek('container', web.id)).toEqual(web);
    await memory.reload('container', web.id);
    expect(memory.peek('container', web.id)).toEqual(running);
  });

  it('knows who sent a container a signal, until that is started again', async () => {
    const { memory, record } = open();
    await record(factOfContainer('ContainerCreated', web), factOfContainer('ContainerStarted', running));
    await memory.load('container', web.id);
    memory.signalled(web.id, drift);
    expect((await memory.load('container', web.id)).past).toMatchObject({ signalledBy: drift });
    const again = await record(
      factOfContainer('ContainerExited', { ...running, state: 'exited' }),
      factOfContainer('ContainerStarted', running),
    );
    memory.evolve(again.at(-1) as Fact);
    expect((await memory.load('container', web.id)).past).not.toHaveProperty('signalledBy');
  });

  it('knows for some seconds what goes along with what', () => {
    const { memory } = open();
    vi.useFakeTimers();
    try {
      memory.blame('volume', 'data', drift);
      expect(memory.blamed('volume', 'data')).toEqual(drift);
      expect(memory.blamed('image', 'data')).toBeUndefined();
      vi.advanceTimersByTime(6_000);
      expect(memory.blamed('volume', 'data')).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });

  it('tells a look that began before the newest event about a thing', () => {
    const { memory } = open();
    memory.note('container', web.id, 7);
    expect(memory.isStale('container', web.id, 6)).toBe(true);
    expect(memory.isStale('container', web.id, 7)).toBe(false);
    expect(memory.isStale('image', web.id, 6)).toBe(false);
  });
});

function open() {
  const store = new FakeEventStore(eventCatalog);
  const record = async (...appends: readonly StreamAppend[]) => (await store.append(appends)).events;
  return { store, record, memory: new HostMemory('local', store) };
}
