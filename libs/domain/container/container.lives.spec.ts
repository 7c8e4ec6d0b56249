import { containerOf } from '#testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containerEvents } from './container.events.js';
import { type ContainerChange, type ContainerObservation, observeContainer } from './container.observe.js';
import { type ContainerSnapshot, isUp } from './container.snapshot.js';

/** What an engine can do to a container at a moment: it answers with the container as it is then, or nothing where that cannot be. */
type Verb = (container: ContainerSnapshot, now: string, which: number) => ContainerSnapshot | undefined;

const network = (which: number) => ({ network: `${which}`.repeat(64), name: `net${which}`, aliases: [] });

const verbs: Readonly<Record<string, Verb>> = {
  start: (container, now) =>
    isUp(container) ? undefined : inPlace({ ...container, state: 'running', startedAt: now, exitCode: 0 }),
  exit: (container, now, which) =>
    isUp(container) && container.state !== 'restarting'
      ? atRest({ ...container, state: 'exited', exitCode: which, oomKilled: which === 1, finishedAt: now })
      : undefined,
  crash: (container, now) =>
    container.state === 'running' && container.restart === 'always'
      ? atRest({ ...container, state: 'restarting', exitCode: 1, finishedAt: now })
      : undefined,
  giveUp: (container) => (container.state === 'restarting' ? { ...container, state: 'exited' } : undefined),
  restarted: (container, now) =>
    container.state === 'restarting'
      ? inPlace({ ...container, state: 'running', startedAt: now, exitCode: 0 })
      : undefined,
  pause: (container) => (container.state === 'running' ? { ...container, state: 'paused' } : undefined),
  unpause: (container) => (container.state === 'paused' ? { ...container, state: 'running' } : undefined),
  rename: (container, _, which) => ({ ...container, name: `name${which}` }),
  update: (container, _, which) => ({ ...container, detail: `${which}`.repeat(64), restart: 'always' }),
  health: (container, _, which) =>
    isUp(container) ? { ...container, health: which === 0 ? 'healthy' : 'unhealthy' } : undefined,
  connect: (container, _, which) =>
    container.endpoints.some(({ name }) => name === network(which).name)
      ? undefined
      : settled({ ...container, endpoints: [...container.endpoints, network(which)] }),
  disconnect: (container, _, which) => ({
    ...container,
    endpoints: container.endpoints.filter(({ name }) => name !== network(which).name),
  }),
};

function settled(container: ContainerSnapshot): ContainerSnapshot {
  return isUp(container) && container.state !== 'restarting' ? inPlace(container) : atRest(container);
}

function inPlace(container: ContainerSnapshot): ContainerSnapshot {
  const endpoints = container.endpoints.map(({ network, name, aliases }, host) => {
    const ipv4 = `172.20.${network.slice(0, 1)}.${host + 2}`;
    return { network, name, aliases, ipv4, prefix: 16 };
  });
  return { ...container, endpoints, ports: [{ container: 80, protocol: 'tcp', ip: '0.0.0.0', host: 8080 }] };
}

function atRest(container: ContainerSnapshot): ContainerSnapshot {
  const endpoints = container.endpoints.map(({ network, name, aliases }) => ({ network, name, aliases }));
  return { ...container, endpoints, ports: [] };
}

interface Step {
  readonly verb: string;
  readonly which: number;
  /** Ms that go by before. */
  readonly pause: number;
  /** Whether its event arrives, where it has one. */
  readonly isTold: boolean;
  /** Whether one looks after it. */
  readonly isSeen: boolean;
}

const life: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    verb: fc.oneof(fc.constantFrom('start', 'exit'), fc.constantFrom(...Object.keys(verbs))),
    which: fc.nat(2),
    pause: fc.oneof(fc.integer({ min: 2, max: 100 }), fc.integer({ min: 100, max: 20_000 })),
    isTold: fc.boolean(),
    isSeen: fc.boolean(),
  }),
  { maxLength: 60, size: 'max' },
);

/** A container's life on its engine, as an observer gets to see it. */
function observationsOf(steps: readonly Step[]): readonly ContainerObservation[] {
  let clock = Date.UTC(2026, 0, 1, 12);
  let container = containerOf({ endpoints: [network(0)] });
  const seen: ContainerObservation[] = [];
  for (const { verb, which, pause, isTold, isSeen } of steps) {
    clock += pause;
    const after = verbs[verb]?.(container, timeOf(clock), which);
    if (!after) continue;
    container = after;
    // An engine tells an exit a moment after the time that it stamps it with.
    const event = eventOf(verb, container, timeOf(clock + 1));
    if (isTold && event) seen.push(event);
    if (isSeen) seen.push({ type: 'inspected', at: timeOf(clock + 1), container });
  }
  return seen;
}

function eventOf(verb: string, container: ContainerSnapshot, at: string): ContainerObservation | undefined {
  const { exitCode, oomKilled, name, health = '' } = container;
  switch (verb) {
    case 'exit':
    case 'crash':
      return { type: 'died', at, exitCode, oomKilled };
    case 'pause':
      return { type: 'paused', at };
    case 'unpause':
      return { type: 'unpaused', at };
    case 'rename':
      return { type: 'renamed', at, name };
    case 'health':
      return { type: 'health', at, health };
    default:
      return undefined;
  }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000000Z');
}

/** Takes in one observation after the other; `check` sees each with what is known after it. */
function observe(
  steps: readonly Step[],
  check: (
    seen: ContainerObservation,
    changes: readonly ContainerChange[],
    known: ContainerSnapshot | undefined,
  ) => void,
): void {
  let known: ContainerSnapshot | undefined;
  for (const seen of observationsOf(steps)) {
    const changes = observeContainer(known, seen);
    const last = changes.at(-1);
    if (last && 'container' in last.data) known = last.data.container;
    check(seen, changes, known);
  }
}

describe('whatever a container lives through, and whatever of it is seen', () => {
  it('after a look it is known as it was seen, but for some ms in the time of an exit', () =>
    fc.assert(
      fc.property(life, (steps) =>
        observe(steps, (seen, _, known) => {
          if (seen.type !== 'inspected') return;
          const { finishedAt } = known ?? {};
          const ms = Math.abs(Date.parse(finishedAt ?? '') - Date.parse(seen.container.finishedAt ?? ''));
          expect(known).toEqual({ ...seen.container, ...(ms < 2 && { finishedAt }) });
        }),
      ),
    ));

  it('what is seen again is nothing new', () =>
    fc.assert(
      fc.property(life, (steps) =>
        observe(steps, (seen, _, known) => {
          if (known) expect(observeContainer(known, seen)).toEqual([]);
        }),
      ),
    ));

  it('each fact fits its schema', () =>
    fc.assert(
      fc.property(life, (steps) =>
        observe(steps, (_, changes) => {
          for (const { type, data } of changes) {
            const circumstances = { host: 'local', seen: 'event', cause: { by: 'drift', known: 'a spec' } };
            expect(() => containerEvents[type]?.schema.parse({ ...data, ...circumstances })).not.toThrow();
          }
        }),
      ),
    ));

  it('a container is created once, and no two exits are told without a start between them', () =>
    fc.assert(
      fc.property(life, (steps) => {
        const told: string[] = [];
        observe(steps, (_, changes) => told.push(...changes.map(({ type }) => type)));
        expect(told.filter((type) => type === 'ContainerCreated').length).toBeLessThanOrEqual(1);
        const turns = told.filter((type) => type === 'ContainerStarted' || type === 'ContainerExited');
        expect(turns.join(' ')).not.toMatch(/^ContainerExited|ContainerExited ContainerExited/);
      }),
    ));
});
