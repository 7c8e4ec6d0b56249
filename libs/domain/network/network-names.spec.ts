import { describe, expect, it } from 'vitest';
import type { ContainerSnapshot, Endpoint } from '../container/container.snapshot.js';
import { endpointOn, namesOn, namesResolvedBy } from './network-names.js';

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

const [sea, bridge] = [
  { id: 'id-of-sea', name: 'sea' },
  { id: 'id-of-bridge', name: 'bridge' },
];

function member(name: string, place: Partial<Endpoint>, more: Partial<ContainerSnapshot> = {}): ContainerSnapshot {
  const endpoints = [{ network: sea.id, name: 'sea', aliases: [], ...place }];
  return containerOf({ name, endpoints, ...more });
}

const web = member('web', { ipv4: '172.20.0.2', aliases: ['www', 'web'] });
const db = member('db', { ipv4: '172.20.0.3', ipv6: 'fd00::3' });
const stopped = member('stopped', { ipv4: '172.20.0.4' }, { state: 'exited' });
const paused = member('paused', { ipv4: '172.20.0.5' }, { state: 'paused' });

describe('the names on a network', () => {
  it('are the names and aliases of the members that run, each with its addresses', () => {
    expect(namesOn(sea, [web, db, stopped, paused])).toEqual([
      { name: 'web', container: web.id, ipv4: '172.20.0.2' },
      { name: 'www', container: web.id, ipv4: '172.20.0.2' },
      { name: 'db', container: db.id, ipv4: '172.20.0.3', ipv6: 'fd00::3' },
      { name: 'paused', container: paused.id, ipv4: '172.20.0.5' },
    ]);
  });

  it('are resolved by each member that runs, and by itself', () => {
    const names = namesOn(sea, [web, db]);
    expect(namesResolvedBy(db, 'db-host', { network: sea, names })).toEqual(['db', 'db-host', 'web', 'www']);
    expect(namesResolvedBy(stopped, 'stopped-host', { network: sea, names })).toEqual([]);
    expect(namesResolvedBy(containerOf({}), 'elsewhere', { network: sea, names })).toEqual([]);
  });

  it('are none on the default bridge, where a container knows its own host name alone', () => {
    const onBridge = member('web', { network: bridge.id, name: 'bridge', ipv4: '172.17.0.2', aliases: ['www'] });
    const names = namesOn(bridge, [onBridge]);
    expect(names).toEqual([]);
    expect(namesResolvedBy(onBridge, 'web-host', { network: bridge, names })).toEqual(['web-host']);
  });

  it.each(['host', 'none'])('are none in mode %s', (name) => {
    const network = { id: `id-of-${name}`, name };
    const inMode = member('web', { network: network.id, name });
    expect(namesResolvedBy(inMode, 'web-host', { network, names: namesOn(network, [inMode]) })).toEqual([]);
  });
});

describe('a place on a network', () => {
  it('is found by id, and by name while the container has not been started', () => {
    expect(endpointOn(sea, web)).toMatchObject({ ipv4: '172.20.0.2' });
    expect(endpointOn(sea, member('new', { network: '' }))).toBeDefined();
    expect(endpointOn(sea, member('new', { network: '', name: 'lake' }))).toBeUndefined();
    expect(endpointOn(sea, member('twin', { network: 'id-of-another-sea' }))).toBeUndefined();
  });
});
