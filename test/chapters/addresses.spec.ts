import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rest, startRest } from '../rest/rest.js';

describe('addresses', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest();
  });
  afterAll(() => rest.stop());

  const addressOf = async (id: string) =>
    (await rest.as().get(`/v1/containers/${id}`)).body.endpoints[0].ipv4 as string;

  it('are given again: what u2 had u3 has, and both tenants are told with their times', async () => {
    // A network of its own with the rule of the default bridge, on which others come and go meanwhile.
    const subnet = `10.${randomInt(100, 200)}.${randomInt(1, 250)}.0/29`;
    await rest.post('/v1/networks', { name: rest.name('small'), subnet });
    const u1 = await rest.sleeper({ name: rest.name('u1'), network: rest.name('small') });
    const u2 = await rest.sleeper({ name: rest.name('u2'), network: rest.name('small') });
    const ip = await addressOf(u2.id);
    expect(ip).not.toBe(await addressOf(u1.id));
    const removal = await rest.remove(`/v1/containers/${u2.id}?force=true`);
    const u3 = await rest.sleeper({ name: rest.name('u3'), network: rest.name('small') });
    expect(await addressOf(u3.id)).toBe(ip);

    const { body } = await rest.as().get(`/v1/addresses?ip=${ip}`).expect(200);
    expect(body.items).toMatchObject([
      { container: { id: u3.id, name: u3.name }, from: { cause: { name: 'run' } }, to: null },
      { container: { id: u2.id, name: u2.name }, from: { cause: { name: 'run' } }, to: { cause: { job: removal.id } } },
    ]);
    const [newest, oldest] = body.items;
    expect(Date.parse(oldest.from.time)).toBeLessThan(Date.parse(oldest.to.time));
    expect(oldest.to.position).toBeLessThan(newest.from.position);
    // Who had it at that time? An address without a tenant has none.
    const held = async (at: number) =>
      (await rest.as().get(`/v1/addresses?ip=${ip}&at=${at}`)).body.items.filter(
        (item: { to: unknown }) => item.to === null,
      );
    expect(await held(oldest.from.position)).toMatchObject([{ container: { id: u2.id } }]);
    expect(await held(oldest.to.position)).toEqual([]);
  });
});
