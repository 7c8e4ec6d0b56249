import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rest, startRest } from '../rest/rest.js';

describe('a custom network', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest();
  });
  afterAll(() => rest.stop());

  interface Member {
    readonly id: string;
    readonly ipv4: string;
    readonly resolves: readonly string[];
  }

  const members = async (at = ''): Promise<readonly Member[]> =>
    (
      await rest
        .as()
        .get(`/v1/networks/${rest.name('net')}${at}`)
        .expect(200)
    ).body.members;

  const pings = async (from: string, name: string) =>
    (await rest.post(`/v1/containers/${from}/exec`, { cmd: ['ping', '-c', '1', '-W', '2', name] })).status === 0;

  it('lets its members reach each other by name, until one is disconnected', async () => {
    await rest.post('/v1/networks', { name: rest.name('net') });
    const one = await rest.sleeper({ name: rest.name('one'), network: rest.name('net') });
    const two = await rest.sleeper({ name: rest.name('two'), network: rest.name('net'), aliases: ['db'] });

    expect((await members()).map(({ id }) => id).toSorted()).toEqual([one.id, two.id].toSorted());
    for (const { resolves } of await members())
      expect(resolves).toEqual(expect.arrayContaining([one.name, two.name, 'db']));
    expect([await pings(one.id, two.name), await pings(two.id, one.name), await pings(one.id, 'db')]).toEqual([
      true,
      true,
      true,
    ]);
    const before = await rest.runtime.store.head();

    await rest.post(`/v1/networks/${rest.name('net')}/disconnect`, { container: two.id });

    expect((await members()).map(({ id }) => id)).toEqual([one.id]);
    expect((await members())[0]?.resolves).not.toContain(two.name);
    expect(await pings(one.id, two.name)).toBe(false);
    expect((await members(`?at=${before}`)).find(({ id }) => id === one.id)?.resolves).toContain(two.name);
  });
});
