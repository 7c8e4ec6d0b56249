import type { ContainerSnapshot } from '#domain';
import { factLives } from '#testing';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { all } from './all-pages.js';
import { openReads } from './open-reads.js';
import { liveOn, sorted, thingsIn, type World } from './worlds.js';

const reads = await openReads();
afterAll(() => reads.close());

interface Tenancy {
  readonly id: string;
  readonly network: string;
  readonly from: number;
  readonly to: number | null;
}

/** Who had the address, found by looking at the host after each append. */
function tenancies(
  moments: readonly { readonly position: number; readonly world: World }[],
  host: string,
  ip: string,
): readonly Tenancy[] {
  const ended: Tenancy[] = [];
  const current = new Map<string, Tenancy>();
  for (const { position, world } of moments) {
    const holders = thingsIn<ContainerSnapshot>(world, 'container', host).flatMap(({ id, endpoints }) =>
      endpoints.flatMap(({ name, ipv4, ipv6 }) =>
        [ipv4, ipv6?.toLowerCase()].includes(ip) ? [{ id, network: name }] : [],
      ),
    );
    const keys = new Set(holders.map((holder) => JSON.stringify(holder)));
    for (const [key, tenancy] of current) {
      if (keys.has(key)) continue;
      current.delete(key);
      ended.push({ ...tenancy, to: position });
    }
    for (const holder of holders) {
      const key = JSON.stringify(holder);
      if (!current.has(key)) current.set(key, { ...holder, from: position, to: null });
    }
  }
  return [...ended, ...current.values()];
}

describe('the tenants of an address', () => {
  it('are all that had it, each from when to when, also as they were known at an earlier moment', async () => {
    await fc.assert(
      fc.asyncProperty(factLives, fc.nat(), fc.integer({ min: 1, max: 3 }), async (lives, when, limit) => {
        const { moments, hosts } = await liveOn(reads, lives);
        const known = moments.slice(0, 1 + (when % Math.max(moments.length, 1)));
        const position = known.at(-1)?.position ?? 0;
        for (const host of hosts) {
          for (const ip of ['172.17.0.2', '172.17.0.3', '10.0.1.2', 'fd00:0:0::2']) {
            const told = await all((page) => reads.addresses.tenancies({ host, ip }, page), { position, limit });
            const starts = told.map(({ from }) => from.position);
            expect(starts).toEqual(starts.toSorted((a, b) => b - a));
            expect(
              sorted(
                told.map(({ container, network, from, to }) => {
                  return { id: container.id, network: network.name, from: from.position, to: to?.position ?? null };
                }),
              ),
            ).toEqual(sorted(tenancies(known, host, ip)));
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
