import { describe, expect, it } from 'vitest';
import { containersToPrune, type PrunableContainer } from './containers-to-prune.js';
import { type Connected, networksToPrune, type PrunableNetwork } from './networks-to-prune.js';
import type { Choosing } from './prune-filter.js';
import type { PruneFilter } from './prune-plan.events.js';
import { type Mounting, type PrunableVolume, volumesToPrune } from './volumes-to-prune.js';

const now = new Date('2026-03-10T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();
const choosing = (filter: Partial<PruneFilter> = {}, ...unended: readonly string[]): Choosing => ({
  filter: { all: false, anonymous: false, labels: [], notLabels: [], ...filter },
  unended: new Set(unended),
  now,
});

describe('containers to prune', () => {
  const container = (name: string, more: Partial<PrunableContainer> = {}): PrunableContainer => ({
    id: `id of ${name}`,
    name,
    labels: {},
    state: 'exited',
    exitCode: 0,
    oomKilled: false,
    createdAt: hoursAgo(10),
    startedAt: hoursAgo(9),
    finishedAt: hoursAgo(3),
    ...more,
  });
  const created = container('new', { state: 'created', startedAt: undefined, finishedAt: undefined });
  const chosen = (containers: readonly PrunableContainer[], by = choosing()) =>
    containersToPrune(containers, by).map(({ names }) => names[0]);

  it('are those that do not run, the longest idle first, each with the reason', () => {
    const [old, failed] = [container('old', { finishedAt: hoursAgo(80) }), container('failed', { exitCode: 3 })];
    const dead = container('dead', { state: 'dead', finishedAt: hoursAgo(1) });
    const killed = container('killed', { exitCode: 137, oomKilled: true, finishedAt: hoursAgo(0.01) });
    const items = containersToPrune([killed, dead, failed, old, created], choosing());
    expect(items.map(({ names, reason }) => [names, reason])).toEqual([
      [['old'], 'exited 3 days ago with 0'],
      [['new'], 'created 10 h ago and never started'],
      [['failed'], 'exited 3 h ago with 3'],
      [['dead'], 'dead: the host began to remove it and could not'],
      [['killed'], 'exited 36 s ago with 137, out of memory'],
    ]);
    expect(items[2]).toMatchObject({ id: 'id of failed', createdAt: hoursAgo(10), startedAt: hoursAgo(9) });
  });

  it('are none that run, or that the host is removing', () => {
    const states = ['running', 'paused', 'restarting', 'removing'];
    expect(chosen(states.map((state) => container(state, { state })))).toEqual([]);
  });

  it('are those that ended long enough ago, or were made then and never started', () => {
    const both = [container('ended'), created];
    expect(chosen(both, choosing({ before: hoursAgo(3) }))).toEqual(['new', 'ended']);
    expect(chosen(both, choosing({ before: hoursAgo(4) }))).toEqual(['new']);
    expect(chosen(both, choosing({ before: hoursAgo(11) }))).toEqual([]);
  });

  it('are those with all of the labels, and none of the others', () => {
    const all = [
      container('sea', { labels: { team: 'sea' } }),
      container('kept', { labels: { team: 'sea', keep: '' } }),
      container('land', { labels: { team: 'land' } }),
      container('plain'),
    ];
    expect(chosen(all, choosing({ labels: ['team'] }))).toEqual(['sea', 'kept', 'land']);
    expect(chosen(all, choosing({ labels: ['team=sea', 'keep'] }))).toEqual(['kept']);
    expect(chosen(all, choosing({ labels: ['team=sea'], notLabels: ['keep'] }))).toEqual(['sea']);
    expect(chosen(all, choosing({ notLabels: ['team=sea', 'team=land'] }))).toEqual(['plain']);
    expect(chosen(all, choosing({ labels: ['toString'] }))).toEqual([]);
  });

  it('are none that a job made which has not ended', () => {
    const own = container('own', { labels: { 'io.longshore.job': 'j1' } });
    expect(chosen([own], choosing({}, 'j1'))).toEqual([]);
    expect(chosen([own], choosing({}, 'j2'))).toEqual(['own']);
  });
});

describe('networks to prune', () => {
  const network = (name: string, more: Partial<PrunableNetwork> = {}): PrunableNetwork => ({
    id: `id of ${name}`,
    name,
    labels: {},
    createdAt: hoursAgo(5),
    members: [],
    ...more,
  });
  const chosen = (networks: readonly PrunableNetwork[], containers: readonly Connected[] = []) =>
    networksToPrune(networks, containers, choosing()).map(({ names }) => names[0]);

  it('are those without members', () => {
    const items = networksToPrune([network('idle'), network('busy', { members: [{ name: 'web' }] })], [], choosing());
    expect(items).toEqual([
      { id: 'id of idle', names: ['idle'], reason: 'no members; created 5 h ago', bytes: 0, createdAt: hoursAgo(5) },
    ]);
  });

  it('are none that a stopped container needs to start again, be it known by id or, before its first start, by name', () => {
    const stopped = { name: 'a', networks: { one: { network: 'id of one' }, two: { network: '' } } };
    expect(chosen([network('one'), network('two'), network('three')], [stopped])).toEqual(['three']);
  });

  it('are those whose name was taken by another network since', () => {
    const elsewhere = { name: 'a', networks: { one: { network: 'id of another' } } };
    expect(chosen([network('one')], [elsewhere])).toEqual(['one']);
  });

  it('are none that Docker itself made', () => {
    expect(chosen(['bridge', 'host', 'none', 'ingress', 'docker_gwbridge'].map((name) => network(name)))).toEqual([]);
  });

  it('are those that are meant, the oldest first', () => {
    const networks = [network('young', { createdAt: hoursAgo(1) }), network('old', { createdAt: hoursAgo(9) })];
    const by = (filter: Partial<PruneFilter>) =>
      networksToPrune(networks, [], choosing(filter)).map(({ names }) => names[0]);
    expect(by({})).toEqual(['old', 'young']);
    expect(by({ before: hoursAgo(2) })).toEqual(['old']);
  });
});

describe('volumes to prune', () => {
  const volume = (name: string, more: Partial<PrunableVolume> = {}): PrunableVolume => ({
    name,
    labels: {},
    createdAt: hoursAgo(5),
    ...more,
  });
  const nameless = 'a1'.repeat(32);
  const chosen = (volumes: readonly PrunableVolume[], filter = {}, containers: readonly Mounting[] = []) =>
    volumesToPrune(volumes, containers, choosing(filter)).map(({ id, reason }) => [id, reason]);

  it('are those that no container mounts, also none that is stopped', () => {
    const mounting = [{ name: 'db', volumes: ['used'] }];
    expect(chosen([volume('used'), volume('idle')], {}, mounting)).toEqual([['idle', 'no container mounts it']]);
  });

  it('are, where that is wanted, only those that nobody named', () => {
    const marked = volume('marked', { labels: { 'com.docker.volume.anonymous': '' } });
    const reason = 'anonymous, and no container mounts it';
    expect(chosen([volume('named'), volume(nameless), marked], { anonymous: true })).toEqual([
      [nameless, reason],
      ['marked', reason],
    ]);
  });

  it('are none whose age the host does not tell, where the age matters', () => {
    const ageless = volume('ageless', { createdAt: undefined });
    expect(chosen([ageless])).toHaveLength(1);
    expect(chosen([ageless, volume('old')], { before: hoursAgo(1) })).toEqual([['old', 'no container mounts it']]);
  });
});
