import { containerOf } from '#testing';
import { describe, expect, it } from 'vitest';
import { type ContainerObservation, observeContainer } from './container.observe.js';
import type { ContainerSnapshot, Endpoint } from './container.snapshot.js';

const ofBridge = { network: 'b'.repeat(64), name: 'bridge', aliases: [] };
const onBridge = { ...ofBridge, ipv4: '172.17.0.2', prefix: 16, gateway: '172.17.0.1', mac: '02:42:ac:11:00:02' };
const port = { container: 80, protocol: 'tcp', ip: '0.0.0.0', host: 8080 };

const created = containerOf({ createdAt: at(0), endpoints: [ofBridge], portBindings: [port] });
const running = { ...created, state: 'running', startedAt: at(1), endpoints: [onBridge], ports: [port] };
const exited = { ...created, state: 'exited', startedAt: at(1), finishedAt: at(9), exitCode: 3 };

describe('a container that is seen for the first time', () => {
  it('and has not been started was created', () => {
    given()
      .when(look(created))
      .tells(fact('ContainerCreated', at(0), created));
  });

  it('and could not be started tells why', () => {
    const failed = { ...created, exitCode: 127, error: 'no such program' };
    given()
      .when(look(failed))
      .tells(fact('ContainerCreated', at(0), failed));
  });

  it('and runs was created, without an address, and started', () => {
    given()
      .when(look(running))
      .tells(fact('ContainerCreated', at(0), created), fact('ContainerStarted', at(1), running));
  });

  it('and is paused was started before', () => {
    const paused = { ...running, state: 'paused' };
    given()
      .when(look(paused, at(10)))
      .tells(
        fact('ContainerCreated', at(0), created),
        fact('ContainerStarted', at(1), running),
        fact('ContainerPaused', at(10), paused),
      );
  });

  it('and has ended by then was started, where its connection told, and ended when inspect says', () => {
    const started = { ...created, state: 'running', startedAt: at(1), endpoints: [onBridge] };
    given()
      .when(look(exited, at(10), [onBridge]))
      .tells(
        fact('ContainerCreated', at(0), created),
        fact('ContainerStarted', at(1), started),
        fact('ContainerExited', at(9), exited),
      );
  });

  it('and has ended before its start was stamped was started all the same', () => {
    const [startedAt, finishedAt] = [at(1.001), at(1)];
    const { changes } = given().when(look({ ...exited, startedAt, finishedAt }));
    expect(changes.map(({ type, data }) => [type, data.at])).toEqual([
      ['ContainerCreated', at(0)],
      ['ContainerStarted', startedAt],
      ['ContainerExited', finishedAt],
    ]);
  });

  it('is not seen by what an event tells of one that nobody has looked at', () => {
    for (const event of [die(3), { type: 'removed', at: at(9) }, { type: 'paused', at: at(9) }] as const)
      given().when(event).tellsNothing();
  });
});

describe('a start', () => {
  it('is found by looking, and told with the time that the engine stamped it with', () =>
    given(created)
      .when(look(running, at(5)))
      .tells(fact('ContainerStarted', at(1), running)));

  it('that nobody saw is put at the exit that was told, and what is found out later is no other start', () => {
    const ended = { ...exited, startedAt: at(9), finishedAt: at(9) };
    given(created)
      .when(die(3, at(9)))
      .tells(
        fact('ContainerStarted', at(9), { ...created, state: 'running', startedAt: at(9) }),
        fact('ContainerExited', at(9), ended),
      );
    given(ended)
      .when(look({ ...exited, finishedAt: at(8.9) }, at(60)))
      .tells(fact('ContainerUpdated', at(60), { ...exited, finishedAt: at(8.9) }));
  });

  it('of a container that was restarted while nobody looked is the newest one', () => {
    const again = { ...running, startedAt: at(7), finishedAt: at(6) };
    given(running)
      .when(look(again))
      .tells(fact('ContainerStarted', at(7), again));
  });
});

describe('an exit', () => {
  it('is told by its event: ports and addresses are gone', () =>
    given(running)
      .when(die(3, at(9)))
      .tells(fact('ContainerExited', at(9), exited)));

  it('may be for want of memory', () =>
    given(running)
      .when({ ...die(137, at(9)), oomKilled: true })
      .tells(fact('ContainerExited', at(9), { ...exited, exitCode: 137, oomKilled: true })));

  it('that was told and then found by looking, some milliseconds apart, is one', () =>
    given(exited)
      .when(look({ ...exited, finishedAt: at(8.98) }))
      .tellsNothing());

  it('that was found by looking and then told is one', () =>
    given(exited)
      .when(die(3, at(9.02)))
      .tellsNothing());

  it('that nobody saw has its time and status from inspect, whatever was started in between', () => {
    given(running)
      .when(look(exited, at(60)))
      .tells(fact('ContainerExited', at(9), exited));
    const again = { ...exited, startedAt: at(20), finishedAt: at(30), exitCode: 0 };
    given(exited)
      .when(look(again, at(60)))
      .tells(
        fact('ContainerStarted', at(20), { ...created, state: 'running', startedAt: at(20) }),
        fact('ContainerExited', at(30), again),
      );
  });

  it('soon after that of the run before is another one', () => {
    const again = { ...running, startedAt: at(9.1), finishedAt: at(9) };
    const endedAgain = { ...exited, startedAt: at(9.1), finishedAt: at(11) };
    given(again)
      .when(look(endedAgain, at(12)))
      .tells(fact('ContainerExited', at(11), endedAgain));
  });

  it('that is told long after the last one ended a run whose start nobody saw', () => {
    const again = { ...exited, startedAt: at(30), finishedAt: at(30), exitCode: 0 };
    for (const state of ['exited', 'restarting'])
      given({ ...exited, state })
        .when(die(0, at(30)))
        .tells(
          fact('ContainerStarted', at(30), { ...exited, state: 'running', startedAt: at(30) }),
          fact('ContainerExited', at(30), again),
        );
  });

  it('is one, however long its container then waits to be restarted', () => {
    const waiting = { ...exited, state: 'restarting' };
    given(exited)
      .when(look(waiting, at(10)))
      .tells(fact('ContainerUpdated', at(10), waiting));
    given(waiting)
      .when(look({ ...exited, finishedAt: at(8.98) }, at(11)))
      .tells(fact('ContainerUpdated', at(11), exited));
    const again = { ...running, startedAt: at(12), finishedAt: at(9) };
    given(waiting)
      .when(look(again, at(12)))
      .tells(fact('ContainerStarted', at(12), again));
  });
});

describe('what is older than what is known changes nothing', () => {
  const again = { ...running, startedAt: at(20), finishedAt: at(9) };

  it('such as the exit of an earlier run', () =>
    given(again)
      .when(die(3, at(9)))
      .tellsNothing());

  it('such as a look from before the start', () => {
    given(again)
      .when(look(exited, at(19)))
      .tellsNothing();
    given(again)
      .when(look(created, at(19)))
      .tellsNothing();
  });

  it('such as a look from before the exit', () => {
    given(exited)
      .when(look(running, at(8)))
      .tellsNothing();
    given(exited)
      .when(look({ ...running, state: 'paused' }, at(8)))
      .tellsNothing();
  });

  it('such as a name, a pause or a health that is known', () => {
    given(created)
      .when({ type: 'renamed', at: at(5), name: created.name })
      .tellsNothing();
    given({ ...running, state: 'paused' })
      .when({ type: 'paused', at: at(5) })
      .tellsNothing();
    given(running)
      .when({ type: 'unpaused', at: at(5) })
      .tellsNothing();
    given({ ...running, health: 'healthy' })
      .when({ type: 'health', at: at(5), health: 'healthy' })
      .tellsNothing();
  });

  it('but a host whose clock was set back is believed', () => {
    const before = { ...running, startedAt: at(1_000) };
    given(before)
      .when(look(running, at(10)))
      .tells(fact('ContainerStarted', at(1), running));
  });
});

/** The host's time, so many seconds after the container was created. */
function at(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1, 12) + seconds * 1_000).toISOString().replace('Z', '000000Z');
}

function look(container: ContainerSnapshot, when = at(10), places?: readonly Endpoint[]): ContainerObservation {
  return { type: 'inspected', at: when, container, ...(places && { places }) };
}

function die(exitCode: number, when = at(9)) {
  return { type: 'died', at: when, exitCode, oomKilled: false } as const;
}

function fact(type: string, when: string, container: ContainerSnapshot) {
  return { type, data: { at: when, container } };
}

function given(known?: ContainerSnapshot) {
  return {
    when(seen: ContainerObservation) {
      const changes = observeContainer(known, seen);
      const tells = (...facts: readonly object[]) => expect(changes).toEqual(facts);
      return { changes, tells, tellsNothing: () => tells() };
    },
  };
}
