import { describe, expect, it } from 'vitest';
import type { ContainerSnapshot } from '../container/container.snapshot.js';
import { type ContainersById, losersOf, namespaceOwner, shareOf, sharersOf } from './network-namespace.js';

/** A container that runs, on no network. */
function containerOf(more: Partial<ContainerSnapshot>): ContainerSnapshot {
  return {
    id: `id-of-${more.name ?? 'nobody'}`,
    name: 'nobody',
    image: 'sha256:1',
    imageName: 'busybox',
    createdAt: '2026-01-01T12:00:00Z',
    state: 'running',
    exitCode: 0,
    oomKilled: false,
    restart: 'no',
    networkMode: 'bridge',
    endpoints: [],
    ports: [],
    portBindings: [],
    mounts: [],
    ...more,
  };
}

const noon = (seconds: number) => `2026-01-01T12:00:${String(seconds).padStart(2, '0')}.000000001Z`;

/** A running container, started so many seconds after noon. */
function running(name: string, networkMode: string, seconds: number, more: Partial<ContainerSnapshot> = {}) {
  return containerOf({ name, networkMode, startedAt: noon(seconds), ...more });
}

const sharing = (name: string) => `container:${containerOf({ name }).id}`;

function hostWith(...containers: readonly ContainerSnapshot[]): ContainersById {
  return new Map(containers.map((container) => [container.id, container]));
}

const namesOf = (containers: readonly ContainerSnapshot[]) => containers.map(({ name }) => name);

/** As tried on an engine: `side` shares the network of `web`, `probe` that of `side`. */
const [web, side, probe] = [
  running('web', 'bridge', 1),
  running('side', sharing('web'), 2),
  running('probe', sharing('side'), 3),
];
const other = running('other', 'bridge', 1);
const all = hostWith(web, side, probe, other);

describe('the network namespace of containers', () => {
  it('is that of the container at the end of the chain', () => {
    expect([web, side, probe, other].map((each) => namespaceOwner(each, all)?.name)).toEqual([
      'web',
      'web',
      'web',
      'other',
    ]);
  });

  it('is shared by all that name the owner, also by way of each other', () => {
    expect([web, side, probe, other].map((each) => namesOf(sharersOf(each, all)))).toEqual([
      ['side', 'probe'],
      ['probe'],
      [],
      [],
    ]);
  });

  it('ends for all of them with its owner, and with nobody else', () => {
    expect([web, side, probe, other].map((each) => namesOf(losersOf(each, all)))).toEqual([
      ['side', 'probe'],
      [],
      [],
      [],
    ]);
  });

  it('is kept by the others when one in the middle stops', () => {
    const without = hostWith(web, { ...side, state: 'exited' }, probe);
    expect(shareOf(probe, without)).toBe('shared');
    expect(shareOf({ ...side, state: 'exited' }, without)).toBe('down');
  });

  it.each<readonly [string, Partial<ContainerSnapshot>]>([
    ['stopped', { state: 'exited' }],
    ['was removed', { state: 'removed' }],
    ['waits for its next start', { state: 'restarting' }],
    ['was started anew', { startedAt: noon(30) }],
  ])('is lost to those who share it when its owner %s', (_, change) => {
    const then = hostWith({ ...web, ...change }, side, probe);
    expect([side, probe].map((each) => shareOf(each, then))).toEqual(['lost', 'lost']);
    expect(losersOf({ ...web, ...change }, then)).toEqual([]);
  });

  it('is had again by one that was started after its owner', () => {
    const late = running('side', sharing('web'), 40);
    expect(shareOf(late, hostWith({ ...web, startedAt: noon(30) }, late))).toBe('shared');
  });

  it.each(['host', 'none'])('outlives its owner in mode %s', (mode) => {
    const owner = running('web', mode, 1);
    expect(losersOf(owner, hostWith(owner, side))).toEqual([]);
    expect(shareOf(side, hostWith({ ...owner, state: 'exited' }, side))).toBe('shared');
  });

  it('is nobody known when the owner is not known, or when the chain has no end', () => {
    expect(namespaceOwner(side, hostWith(side))).toBeUndefined();
    expect(shareOf(side, hostWith(side))).toBe('lost');
    const [one, two] = [running('one', sharing('two'), 1), running('two', sharing('one'), 1)];
    expect(namespaceOwner(one, hostWith(one, two))).toBeUndefined();
  });
});
