import { randomUUIDv7 } from 'node:crypto';
import { byJob, containerOf, dockerId, factOfContainer, removalOf } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTold, type Told } from './told.js';

const ip = '172.17.0.3';

/** As on an engine: u2 has an address on the bridge; it is removed, and u3 is given the same one. */
function tenant(name: string, mac = '02:42:ac:11:00:03') {
  const endpoints = [{ network: dockerId('bridge'), name: 'bridge', ipv4: ip, ipv6: 'fd00::3', mac, aliases: [] }];
  return containerOf({ name, state: 'running', endpoints });
}

function startedBy(actor: string, at: string) {
  const job = randomUUIDv7();
  return { at, cause: byJob(job), metadata: { actor: { kind: 'token' as const, name: actor }, correlationId: job } };
}

const [u2, u3] = [tenant('u2'), tenant('u3')];
const byAlice = startedBy('alice', '2026-01-01T12:00:00.000000000Z');
const byBob = startedBy('bob', '2026-01-01T13:00:00.000000000Z');

let told: Told;
let positions: readonly number[] = [];
beforeAll(async () => {
  told = await startTold();
  positions = await told.tell(
    factOfContainer('ContainerStarted', u2, byAlice),
    factOfContainer('ContainerUpdated', tenant('u2', '02:42:ac:11:00:99')),
    removalOf('container', u2, { at: '2026-01-01T12:30:00.000000000Z' }),
    factOfContainer('ContainerStarted', u3, byBob),
    factOfContainer('ContainerStarted', tenant('far'), { host: 'elsewhere' }),
  );
});
afterAll(() => told.stop());

const tenants = async (query: string) => (await told.ask(`/v1/addresses?${query}`)).body.items;

describe('GET /v1/addresses', () => {
  it('tells each tenant of an address with its time, its job and its actor, the newest first', async () => {
    const network = { id: dockerId('bridge'), name: 'bridge' };
    expect(await tenants(`ip=${ip}&host=local`)).toEqual([
      {
        ip,
        host: 'local',
        network,
        container: { id: u3.id, name: 'u3' },
        from: expect.objectContaining({
          position: positions[3],
          at: byBob.at,
          type: 'ContainerStarted',
          cause: byBob.cause,
          actor: { kind: 'token', name: 'bob' },
        }),
        to: null,
      },
      {
        ip,
        host: 'local',
        network,
        container: { id: u2.id, name: 'u2' },
        from: expect.objectContaining({ position: positions[0], actor: { kind: 'token', name: 'alice' } }),
        to: expect.objectContaining({
          position: positions[2],
          type: 'ContainerRemoved',
          at: '2026-01-01T12:30:00.000000000Z',
        }),
      },
    ]);
  });

  it('tells it of all hosts, and of IPv6 in any spelling', async () => {
    const names = async (query: string) =>
      (await tenants(query)).map(({ container }) => (container as { readonly name: string }).name);
    expect(await names(`ip=${ip}`)).toEqual(['far', 'u3', 'u2']);
    expect(await names('ip=FD00:0:0:0::3&host=local')).toEqual(['u3', 'u2']);
    expect(await names('ip=172.17.0.99')).toEqual([]);
  });

  it('tells it as it was known at a moment', async () => {
    expect(await tenants(`ip=${ip}&at=${positions[1]}`)).toMatchObject([{ container: { name: 'u2' }, to: null }]);
  });

  it('comes in pages', async () => {
    const first = (await told.ask(`/v1/addresses?ip=${ip}&limit=2`)).body;
    const second = (await told.ask(`/v1/addresses?ip=${ip}&limit=2&cursor=${first.next}`)).body;
    expect([first.items.length, second.items.length, second.next]).toEqual([2, 1, null]);
  });

  it.each(['', 'ip=', 'ip=172.17.0', 'ip=web', 'ip=172.17.0.0/16'])('refuses "%s"', async (query) => {
    const { status, body } = await told.ask(`/v1/addresses?${query}`);
    expect([status, body.code, body.detail]).toEqual([400, 'args-invalid', expect.stringContaining('ip')]);
  });
});
