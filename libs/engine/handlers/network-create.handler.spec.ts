import { EngineOnFakes, FakeHost, withDrivers } from '#testing/fakes';
import { beforeEach, describe, expect, it, vi } from 'vitest';

let on: EngineOnFakes;
beforeEach(() => {
  on = new EngineOnFakes();
});

async function createNet(name: string, job?: string): Promise<string> {
  const labels = job === undefined ? {} : on.labelsOf(job);
  return (await on.host.network.createNetwork({ name, driver: 'bridge', internal: false, labels, options: {} }))
    .network;
}

describe('network.create', () => {
  it('makes a network that carries the job', async () => {
    const { id, exit } = await on.carryOut('network.create', { name: 'net', labels: { mine: 'yes' } });

    const network = await on.host.network.inspectNetwork('net');
    expect(network?.labels).toEqual({ mine: 'yes', ...on.labelsOf(id) });
    expect(exit).toMatchObject({ status: 0, result: { network: network?.id, name: 'net' } });
  });

  it('of a name that came twice makes one; the other job fails', async () => {
    const [one, other] = [
      await on.submit('network.create', { name: 'net' }),
      await on.submit('network.create', { name: 'net' }),
    ];

    const ends = await Promise.all([on.run(one.id), on.run(other.id)]);

    expect(ends.map(({ exit }) => exit?.status).toSorted()).toEqual([0, 125]);
    expect(await on.host.network.listNetworks()).toHaveLength(1);
  });
});

describe('network.create after a worker died', () => {
  it('before it acted makes the network', async () => {
    const { id } = await on.submit('network.create', { name: 'net' });
    await on.diedWith(id, {});

    expect((await on.run(id)).exit).toMatchObject({ status: 0 });
    expect(await on.host.network.listNetworks()).toHaveLength(1);
  });

  it('after it acted takes the network that is there', async () => {
    const { id } = await on.submit('network.create', { name: 'net' });
    await on.diedWith(id, {});
    const network = await createNet('net', id);

    expect((await on.run(id)).exit).toMatchObject({ status: 0, result: { network } });
    expect(await on.host.network.listNetworks()).toHaveLength(1);
  });

  it('of twins that two starts have made keeps the first', async () => {
    const { id } = await on.submit('network.create', { name: 'net' });
    await on.diedWith(id, {});
    vi.useFakeTimers({ toFake: ['Date'] });
    // This engine knows no two of one name.
    const network = await createNet('net', id);
    vi.advanceTimersByTime(5);
    await createNet('its twin', id);
    vi.useRealTimers();

    expect((await on.run(id)).exit).toMatchObject({ status: 0, result: { network } });
    expect(await on.host.network.listNetworks()).toMatchObject([{ id: network }]);
  });

  it('takes the network that the dead worker’s request makes just before its own', async () => {
    const fake = new FakeHost();
    const host = withDrivers(fake, {
      network: {
        async createNetwork(network) {
          await fake.network.createNetwork(network);
          return fake.network.createNetwork(network);
        },
      },
    });
    on = new EngineOnFakes({ hosts: new Map([['local', host]]) });
    const { id } = await on.submit('network.create', { name: 'net' });
    await on.diedWith(id, {});

    expect((await on.run(id)).exit).toMatchObject({
      status: 0,
      result: { network: (await fake.network.inspectNetwork('net'))?.id },
    });
    expect(await fake.network.listNetworks()).toHaveLength(1);
  });

  it('does not take another’s network of that name', async () => {
    const { id } = await on.submit('network.create', { name: 'net' });
    await on.diedWith(id, {});
    await createNet('net', 'another job');

    expect((await on.run(id)).exit).toMatchObject({ status: 125, error: { code: 'host-conflict' } });
    expect(await on.host.network.listNetworks()).toHaveLength(1);
  });
});
