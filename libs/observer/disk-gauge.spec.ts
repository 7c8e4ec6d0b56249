import { diskStream, type DiskUse, eventCatalog } from '#domain';
import { FakeEventStore } from '#testing/fakes';
import { describe, expect, it } from 'vitest';
import { DiskGauge } from './disk-gauge.js';

const nothing = { bytes: 0, reclaimable: 0 };
const use = (bytes: number): DiskUse => ({
  images: { bytes, reclaimable: 1 },
  containers: nothing,
  volumes: nothing,
  buildCache: nothing,
});

/** A gauge on a host whose engine answers so, one after another; `undefined`: it does not. */
function gaugeOn(
  answers: readonly (DiskUse | undefined)[],
  store = new FakeEventStore(eventCatalog),
  diskEveryMs = 600_000,
) {
  const reports: string[] = [];
  let asked = 0;
  const gauge = new DiskGauge({
    host: 'local',
    store,
    diskEveryMs,
    newestDisk: async (host) => (await store.readStream(diskStream(host))).at(-1),
    report: (message) => void reports.push(message),
    watch: {
      diskUse: async () => {
        const answer = answers[asked++];
        if (!answer) throw new Error('it takes too long');
        return answer;
      },
    },
  });
  const recorded = async () =>
    (await store.readStream(diskStream('local'))).map(({ data }) => (data as DiskUse).images.bytes);
  return { gauge, store, recorded, reports, asked: () => asked };
}

describe('the gauge of a disk', () => {
  const { signal } = new AbortController();

  it('records what it measures when it is another than before', async () => {
    const { gauge, recorded } = gaugeOn([use(1), use(1), use(2), use(2), use(1)]);
    for (let turn = 0; turn < 5; turn += 1) await gauge.measure(signal);
    expect(await recorded()).toEqual([1, 2, 1]);
  });

  it('knows from the log what was recorded by another process, and does not measure again so soon', async () => {
    const { gauge, store } = gaugeOn([use(1)]);
    await gauge.measure(signal);
    const next = gaugeOn([use(1), use(3)], store);
    const ending = new AbortController();
    const following = next.gauge.follow(ending.signal);
    ending.abort();
    await following;
    expect(next.asked()).toBe(0);
    await next.gauge.measure(signal);
    await next.gauge.measure(signal);
    expect(await next.recorded()).toEqual([1, 3]);
  });

  it('says when an engine does not answer, records nothing of it, and ends nobody else’s work', async () => {
    const { gauge, recorded, reports, asked } = gaugeOn([undefined]);
    const ending = new AbortController();
    const following = gauge.follow(ending.signal);
    await expect.poll(() => reports.length).toBe(1);
    ending.abort();
    await following;
    expect([asked(), await recorded()]).toEqual([1, []]);
  });

  it('measures nothing where it is told so', async () => {
    const { gauge, asked } = gaugeOn([use(1)], new FakeEventStore(eventCatalog), 0);
    await gauge.follow(signal);
    expect(asked()).toBe(0);
  });
});
