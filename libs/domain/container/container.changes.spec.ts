import { containerOf } from '#testing';
import { describe, expect, it } from 'vitest';
import { type ContainerObservation, observeContainer } from './container.observe.js';
import type { ContainerSnapshot } from './container.snapshot.js';

const ofBridge = { network: 'b'.repeat(64), name: 'bridge', aliases: [] };
const onBridge = { ...ofBridge, ipv4: '172.17.0.2', prefix: 16 };
const ofBackend = { network: 'c'.repeat(64), name: 'backend', aliases: ['db'] };
const onBackend = { ...ofBackend, ipv4: '172.20.0.7', prefix: 16 };

const [earlier, now] = ['2026-01-01T12:00:01.000000000Z', '2026-01-01T12:00:10.000000000Z'];

const resting = containerOf({ endpoints: [ofBridge] });
const running = { ...resting, state: 'running', startedAt: earlier, endpoints: [onBridge] };

describe('networks', () => {
  it('are not joined by a start, nor left by an exit: an address comes and goes', () => {
    given(resting)
      .when(running)
      .tells(fact('ContainerStarted', running, { at: earlier }));
    const exited = { ...resting, state: 'exited', startedAt: earlier, finishedAt: now };
    given(running).when(exited).tells(fact('ContainerExited', exited));
  });

  it('are joined and left by a container that runs', () => {
    const both = { ...running, endpoints: [onBackend, onBridge] };
    given(running)
      .when(both)
      .tells(fact('ContainerConnected', both, { network: ofBackend.network }));
    given(both)
      .when(running)
      .tells(fact('ContainerDisconnected', running, { network: ofBackend.network }));
  });

  it('are left before others are joined', () => {
    const moved = { ...running, endpoints: [onBackend] };
    given(running)
      .when(moved)
      .tells(
        fact('ContainerDisconnected', { ...running, endpoints: [] }, { network: ofBridge.network }),
        fact('ContainerConnected', moved, { network: ofBackend.network }),
      );
  });

  it('are joined and left by a container that rests, by their names while it has not been started there', () => {
    const unstarted = { network: '', name: 'backend', aliases: [] };
    const both = { ...resting, endpoints: [ofBridge, unstarted] };
    given(resting)
      .when(both)
      .tells(fact('ContainerConnected', both, { network: 'backend' }));
    given(both)
      .when(resting)
      .tells(fact('ContainerDisconnected', resting, { network: 'backend' }));
  });

  it('that were joined before a start which is seen with it were joined at rest', () => {
    const both = { ...running, endpoints: [onBackend, onBridge] };
    given(resting)
      .when(both)
      .tells(
        fact('ContainerConnected', { ...resting, endpoints: [ofBridge, ofBackend] }, { network: ofBackend.network }),
        fact('ContainerStarted', both, { at: earlier }),
      );
  });

  it('that were left before an exit which is seen with it were left by what ran', () => {
    const both = { ...running, endpoints: [onBackend, onBridge] };
    const exited = { ...resting, state: 'exited', startedAt: earlier, finishedAt: now };
    given(both)
      .when(exited)
      .tells(fact('ContainerDisconnected', running, { network: ofBackend.network }), fact('ContainerExited', exited));
  });

  it('may give a container another address', () => {
    const readdressed = { ...running, endpoints: [{ ...onBridge, ipv4: '172.17.0.9' }] };
    given(running).when(readdressed).tells(fact('ContainerUpdated', readdressed));
  });
});

describe('a name', () => {
  it('is changed by an event that tells it', () =>
    given(running)
      .hearing({ type: 'renamed', at: now, name: 'site' })
      .tells(fact('ContainerRenamed', { ...running, name: 'site' }, { from: 'web' })));

  it('that has changed is seen by looking', () => {
    const site = { ...running, name: 'site' };
    given(running)
      .when(site)
      .tells(fact('ContainerRenamed', site, { from: 'web' }));
  });

  it('that has changed before a start which is seen with it changed at rest', () => {
    const site = { ...running, name: 'site' };
    given(resting)
      .when(site)
      .tells(
        fact('ContainerRenamed', { ...resting, name: 'site' }, { from: 'web' }),
        fact('ContainerStarted', site, { at: earlier }),
      );
  });
});

describe('a setting', () => {
  it('that has changed is an update', () => {
    const limited = { ...running, detail: 'd'.repeat(64), restart: 'always' };
    given(running).when(limited).tells(fact('ContainerUpdated', limited));
  });

  it('that has changed before a start which is seen with it is an update of what rests', () => {
    const limited = { ...running, detail: 'd'.repeat(64) };
    given(resting)
      .when(limited)
      .tells(
        fact('ContainerUpdated', { ...resting, detail: 'd'.repeat(64) }),
        fact('ContainerStarted', limited, { at: earlier }),
      );
  });
});

describe('a pause', () => {
  const paused = { ...running, state: 'paused' };

  it('is told by its event, and its end too', () => {
    given(running).hearing({ type: 'paused', at: now }).tells(fact('ContainerPaused', paused));
    given(paused).hearing({ type: 'unpaused', at: now }).tells(fact('ContainerUnpaused', running));
  });

  it('is seen by looking, and its end too', () => {
    given(running).when(paused).tells(fact('ContainerPaused', paused));
    given(paused).when(running).tells(fact('ContainerUnpaused', running));
  });

  it('ends with the container, without an end of its own', () => {
    const killed = { ...resting, state: 'exited', exitCode: 137, startedAt: earlier, finishedAt: now };
    given(paused).when(killed).tells(fact('ContainerExited', killed));
  });
});

describe('health', () => {
  it('is an update, whether told or seen', () => {
    const healthy = { ...running, health: 'healthy' };
    given(running).hearing({ type: 'health', at: now, health: 'healthy' }).tells(fact('ContainerUpdated', healthy));
    given(running).when(healthy).tells(fact('ContainerUpdated', healthy));
  });
});

describe('a removal', () => {
  it('says whose it was, and nothing can be said of a container after it', () => {
    const { id, name } = running;
    given(running)
      .hearing({ type: 'removed', at: now })
      .tells({ type: 'ContainerRemoved', data: { at: now, id, name } });
    given(undefined).hearing({ type: 'removed', at: now }).tellsNothing();
  });
});

function given(known: ContainerSnapshot | undefined) {
  const hearing = (seen: ContainerObservation) => {
    const tells = (...facts: readonly object[]) => expect(observeContainer(known, seen)).toEqual(facts);
    return { tells, tellsNothing: () => tells() };
  };
  return { hearing, when: (container: ContainerSnapshot) => hearing({ type: 'inspected', at: now, container }) };
}

function fact(type: string, container: ContainerSnapshot, more: object = {}) {
  return { type, data: { at: now, container, ...more } };
}
