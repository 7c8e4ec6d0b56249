import { describe, expect, it } from 'vitest';
import type { Endpoint } from '#domain';
import type { Host, HostEvent, HostWatch } from '#engine';
import { HostUnderTest, uniqueName, withBusybox } from '#testing/contracts';
import { openHosts, parseHostsConfig } from '../index.js';

const host = openHosts(parseHostsConfig({ DOCKER_HOST: process.env['DOCKER_HOST'] })).get('local') as Host;
const watch = host.watch as HostWatch;

const lifeOfContainer = ['create', 'start', 'die', 'destroy'];

describe('the events of an engine', () => {
  const subject = new HostUnderTest(() => withBusybox(host));

  /** A container that ends by itself, and is removed. */
  const live = async (): Promise<string> => {
    const id = await subject.createContainer('exit 3');
    await host.exec.startContainer(id);
    await host.exec.waitContainer(id, new AbortController().signal);
    await host.exec.removeContainer(id, { force: false, volumes: true });
    return id;
  };

  it('tell the life of a container in its order, in times with nanoseconds', async () => {
    const events = await follow();
    const id = await live();
    const life = await events.until(isDestroyed(id));
    const own = life.filter((event) => event.kind === 'container' && event.id === id);
    expect(own.map(({ action }) => action)).toEqual(lifeOfContainer);
    expect(own.find(({ action }) => action === 'die')?.attributes).toMatchObject({
      exitCode: '3',
      image: subject.image,
    });
    const times = own.map(({ at }) => at);
    for (const at of times) expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
    expect(times).toEqual(times.toSorted());
    expect(Math.abs(Date.now() - Date.parse(times.at(-1) ?? ''))).toBeLessThan(60_000);
  });

  it('tell of networks, volumes and images too', async () => {
    const events = await follow();
    const [network, volume, tag] = [uniqueName('network'), uniqueName('volume'), `${uniqueName('image')}:1`];
    const spec = { name: network, driver: 'bridge', internal: false, labels: {}, options: {} };
    const { network: id } = await host.network.createNetwork(spec);
    await host.network.removeNetwork(id);
    await host.graph.createVolume({ name: volume, labels: {}, options: {} });
    await host.graph.removeVolume(volume, { force: false });
    await host.graph.tagImage(subject.image, tag);
    await host.graph.removeImage(tag, { force: false });
    const image = (await watch.inspectImage(subject.image))?.id;
    const told = await events.until(
      ({ kind, id: of, action }) => kind === 'image' && of === image && action === 'untag',
    );
    const ours = told.filter((event) => [id, volume, image].includes(event.id));
    expect(ours.map(({ kind, action }) => `${kind} ${action}`)).toEqual([
      'network create',
      'network destroy',
      'volume create',
      'volume destroy',
      'image tag',
      'image untag',
    ]);
  });

  it('are told again from one that is known, itself included, as far as the engine remembers them', async () => {
    const first = await follow();
    const id = await live();
    const own = (await first.until(isDestroyed(id))).filter((event) => event.id === id);
    const [started, last] = [own[1], own.at(-1)];
    const again = await (await follow(started?.at)).until(isDestroyed(id));
    expect(again[0]).toEqual(started);
    expect(again.filter((event) => event.id === id)).toEqual(own.slice(1));
    expect(await (await follow(last?.at)).until(isDestroyed(id))).toEqual([last]);
  });

  it('end with the reason of an abort', async () => {
    const [abort, reason] = [new AbortController(), new Error('never mind')];
    const events = await watch.events({ signal: abort.signal });
    const next = events[Symbol.asyncIterator]().next();
    abort.abort(reason);
    await expect(next).rejects.toBe(reason);
    await expect(watch.events({ signal: abort.signal })).rejects.toBe(reason);
  });

  it('tell of a connection while the container is just starting: its network knows its place then', async () => {
    const name = uniqueName('network');
    const spec = { name, driver: 'bridge', internal: false, labels: {}, options: {} };
    const { network } = await host.network.createNetwork(spec);
    subject.cleanUp(() => host.network.removeNetwork(network));
    const container = await subject.createContainer('sleep 1000', { network: name });
    const events = await follow();
    const starting = host.exec.startContainer(container);
    await events.until(({ kind, id, action }) => kind === 'network' && id === network && action === 'connect');
    const place = await watch.placeOn(network, container);
    await starting;
    const [endpoint] = (await watch.inspectContainer(container))?.container.endpoints ?? [];
    expect(place).toEqual({ ...endpoint, aliases: [] } as Endpoint);
  });

  /** What comes from now on, or since then. */
  async function follow(since?: string) {
    const abort = new AbortController();
    subject.cleanUp(async () => abort.abort());
    const events = await watch.events({ signal: abort.signal, ...(since !== undefined && { since }) });
    return {
      /** The events up to the first of which this holds. */
      async until(isLast: (event: HostEvent) => boolean): Promise<readonly HostEvent[]> {
        const told: HostEvent[] = [];
        for await (const event of events) {
          told.push(event);
          if (isLast(event)) return told;
        }
        throw new Error('the events ended before');
      },
    };
  }
});

function isDestroyed(container: string): (event: HostEvent) => boolean {
  return ({ id, action }) => id === container && action === 'destroy';
}
