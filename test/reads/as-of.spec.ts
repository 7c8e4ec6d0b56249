import type { ContainerSnapshot } from '#domain';
import { factLives } from '#testing';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { all } from './all-pages.js';
import { openReads } from './open-reads.js';
import { liveOn, portsIn, sorted, thingsIn, type World } from './worlds.js';

const reads = await openReads();
afterAll(() => reads.close());

async function expectContainers(
  world: World,
  host: string,
  wish: { readonly position: number; readonly limit: number },
) {
  const told = await all((page) => reads.containers.list({ host }, page), wish);
  const then = thingsIn<ContainerSnapshot>(world, 'container', host);
  const shown = ({ id, name, state, image, endpoints }: (typeof told)[number] | ContainerSnapshot) => {
    return {
      id,
      name,
      state,
      image,
      places: endpoints.map((place) => [place.name, place.network, place.ipv4 ?? null]),
    };
  };
  expect(sorted(told.map(shown))).toEqual(sorted(then.map(shown)));
}

async function expectVolumes(world: World, host: string, wish: { readonly position: number; readonly limit: number }) {
  const told = await all((page) => reads.volumes.list({ host }, page), wish);
  const mounters = (volume: string) =>
    thingsIn<ContainerSnapshot>(world, 'container', host)
      .filter(({ mounts }) => mounts.some(({ name }) => name === volume))
      .map(({ id }) => id);
  const then = thingsIn<{ name: string }>(world, 'volume', host).map(({ name }) => [name, sorted(mounters(name))]);
  expect(sorted(told.map(({ name, containers }) => [name, sorted(containers.map(({ id }) => id))]))).toEqual(
    sorted(then),
  );
}

describe('what was there', () => {
  it('is told of every moment as it was then, in pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(factLives, fc.integer({ min: 1, max: 4 }), async (lives, limit) => {
        const { moments, hosts } = await liveOn(reads, lives);
        for (const { position, world } of moments) {
          for (const host of hosts) {
            await expectContainers(world, host, { position, limit });
            await expectVolumes(world, host, { position, limit });
            const networks = await all((page) => reads.networks.list({ host }, page), { position, limit });
            expect(sorted(networks.map(({ id }) => id))).toEqual(
              sorted(thingsIn(world, 'network', host).map(({ id }) => id)),
            );
            const ports = await all((page) => reads.ports.list({ host }, page), { position, limit });
            expect(sorted(ports)).toEqual(sorted(portsIn(world, host)));
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});
