import { type Change, isSame } from '../observation/change.js';
import { unreachable } from '#event-sourcing';
import type { ContainerFact } from './container.events.js';
import { type ContainerSnapshot, type Endpoint, isUp } from './container.snapshot.js';

export type ContainerChange = Change<ContainerFact>;

/** What was seen of a container. `at` is the host's time. */
export type ContainerObservation =
  | {
      readonly type: 'inspected';
      readonly at: string;
      readonly container: ContainerSnapshot;
      /** Its places on networks while it ran, when it has ended since. */
      readonly places?: readonly Endpoint[];
    }
  | { readonly type: 'died'; readonly at: string; readonly exitCode: number; readonly oomKilled: boolean }
  | { readonly type: 'paused' | 'unpaused' | 'removed'; readonly at: string }
  | { readonly type: 'renamed'; readonly at: string; readonly name: string }
  | { readonly type: 'health'; readonly at: string; readonly health: string };

/** An engine stamps an exit some milliseconds apart in its event and in what inspect says. */
const sameMomentMs = 5_000;
/** A look is recorded within this time. One that seems to be older still was made by a clock that was set back. */
const longestDelayMs = 60_000;

/**
 * What an observation adds to what is known: nothing when it was known, or is older. After the changes the container is as it was
 * seen. Changes that were missed in between are found from what they left: a start by its time, an exit by its status.
 */
export function observeContainer(
  known: ContainerSnapshot | undefined,
  seen: ContainerObservation,
): readonly ContainerChange[] {
  if (seen.type === 'inspected') return known ? lived(known, seen) : appeared(seen);
  if (!known) return [];
  switch (seen.type) {
    case 'died':
      return died(known, seen);
    case 'paused':
      return known.state === 'running' ? [change('ContainerPaused', seen.at, { ...known, state: 'paused' })] : [];
    case 'unpaused':
      return known.state === 'paused' ? [change('ContainerUnpaused', seen.at, { ...known, state: 'running' })] : [];
    case 'renamed':
      return known.name === seen.name ? [] : [renamed(known, seen.name, seen.at)];
    case 'health':
      return known.health === seen.health
        ? []
        : [change('ContainerUpdated', seen.at, { ...known, health: seen.health })];
    case 'removed':
      return [{ type: 'ContainerRemoved', data: { at: seen.at, id: known.id, name: known.name } }];
    default:
      return unreachable(seen);
  }
}

type Inspected = Extract<ContainerObservation, { readonly type: 'inspected' }>;

type PlainType = Exclude<
  ContainerFact['type'],
  'ContainerRenamed' | 'ContainerConnected' | 'ContainerDisconnected' | 'ContainerRemoved'
>;

function change(type: PlainType, at: string, container: ContainerSnapshot): ContainerChange {
  return { type, data: { at, container } };
}

function renamed(known: ContainerSnapshot, name: string, at: string): ContainerChange {
  return { type: 'ContainerRenamed', data: { at, from: known.name, container: { ...known, name } } };
}

/** A container that is seen for the first time: created, and what it has lived through since. */
function appeared(seen: Inspected): readonly ContainerChange[] {
  const { container: now } = seen;
  const { startedAt: _, finishedAt: __, health: ___, error: ____, ...rest } = now;
  const created = { ...rest, ...atRest(now), state: 'created', exitCode: 0, oomKilled: false };
  const isCreated = now.state === 'created' && now.startedAt === undefined;
  return isCreated
    ? [change('ContainerCreated', now.createdAt, now)]
    : [change('ContainerCreated', now.createdAt, created), ...lived(created, seen)];
}

/** An exit that the engine told. One of a container that does not run, and that is not its last one, ended a run that nobody saw. */
function died(
  known: ContainerSnapshot,
  { at, exitCode, oomKilled }: { readonly at: string; readonly exitCode: number; readonly oomKilled: boolean },
): readonly ContainerChange[] {
  if (known.startedAt !== undefined && Date.parse(at) < Date.parse(known.startedAt)) return [];
  if (!runs(known) && isOneExit(known.finishedAt, at)) return [];
  const exited = { ...known, ...atRest(known), state: 'exited', exitCode, oomKilled, finishedAt: at };
  if (runs(known)) return [change('ContainerExited', at, exited)];
  const started = { ...known, state: 'running', startedAt: at };
  return [change('ContainerStarted', at, started), change('ContainerExited', at, { ...exited, startedAt: at })];
}

/** A place on a network, and ports, as a container has them that does not run. */
function atRest({ endpoints }: ContainerSnapshot): Pick<ContainerSnapshot, 'endpoints' | 'ports'> {
  return { ports: [], endpoints: endpoints.map(({ network, name, aliases }) => ({ network, name, aliases })) };
}

/** All that lies between two looks at a container, in the order in which it must have come about. */
function lived(before: ContainerSnapshot, seen: Inspected): readonly ContainerChange[] {
  if (isOlder(seen, before)) return [];
  const { at } = seen;
  const now = withTimesOf(before, seen.container);
  const changes: ContainerChange[] = [];
  let so = before;
  const add = (made: ContainerChange) => {
    changes.push(made);
    if ('container' in made.data) so = made.data.container;
  };
  if (now.name !== so.name) add(renamed(so, now.name, at));
  if (!isSame(settingsOf(now), settingsOf(so))) add(change('ContainerUpdated', at, { ...so, ...settingsOf(now) }));
  for (const made of movesBetween(so, now, at)) add(made);
  for (const made of startsAndEnds(so, now, seen)) add(made);
  if (isSame(so, now)) return changes;
  const last = changes.at(-1);
  return last && 'container' in last.data
    ? [...changes.slice(0, -1), { ...last, data: { ...last.data, container: now } } as ContainerChange]
    : [change('ContainerUpdated', at, now)];
}

/** Whether a look was made before what is known came about: before the newest start, or before the end of that run. */
function isOlder({ at, container: seen }: Inspected, known: ContainerSnapshot): boolean {
  if (known.startedAt === undefined) return false;
  const sinceStart = Date.parse(seen.startedAt ?? seen.createdAt) - Date.parse(known.startedAt);
  if (sinceStart < 0) return isBefore(at, known.startedAt);
  return sinceStart === 0 && known.state === 'exited' && runs(seen) && isBefore(at, known.finishedAt ?? at);
}

function isBefore(at: string, moment: string): boolean {
  const ms = Date.parse(moment) - Date.parse(at);
  return ms > 0 && ms < longestDelayMs;
}

/** Whether it is in the middle of a run: one that waits for its restart has ended that run. */
function runs({ state }: ContainerSnapshot): boolean {
  return state === 'running' || state === 'paused';
}

/** Of one and the same exit the time that was recorded stays. What a container that runs tells of an exit is of an earlier run. */
function withTimesOf(before: ContainerSnapshot, now: ContainerSnapshot): ContainerSnapshot {
  const { finishedAt, startedAt } = before;
  const isSameRun = !runs(before) && now.startedAt === startedAt;
  return finishedAt !== undefined && isSameRun && isOneExit(finishedAt, now.finishedAt) ? { ...now, finishedAt } : now;
}

function isOneExit(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return Math.abs(Date.parse(one) - Date.parse(other)) < sameMomentMs;
}

function settingsOf({ detail, restart, portBindings, mounts, networkMode, imageName }: ContainerSnapshot) {
  return { restart, portBindings, mounts, networkMode, imageName, ...(detail !== undefined && { detail }) };
}

/** Starts, exits and pauses that the two states tell of. */
function startsAndEnds(
  before: ContainerSnapshot,
  now: ContainerSnapshot,
  { at, places = [] }: Pick<Inspected, 'at' | 'places'>,
): readonly ContainerChange[] {
  const isStarted = isStartedSince(before, now);
  const running = isStarted ? [change('ContainerStarted', now.startedAt ?? at, runningAs(before, now, places))] : [];
  const isWaiting = before.state === 'restarting' && now.finishedAt === before.finishedAt;
  const wasUp = isStarted || (isUp(before) && !isWaiting);
  if (wasUp && !isUp(now)) return [...running, change('ContainerExited', now.finishedAt ?? at, { ...now })];
  const isPaused = !isStarted && before.state === 'paused';
  if (now.state === 'paused' && !isPaused) return [...running, change('ContainerPaused', at, now)];
  if (now.state === 'running' && isPaused) return [...running, change('ContainerUnpaused', at, now)];
  return running;
}

/** Where a start was missed, its time was put at the exit: the true one, which is earlier, is no other start. */
function isStartedSince({ startedAt: known, state }: ContainerSnapshot, now: ContainerSnapshot): boolean {
  if (now.startedAt === undefined || now.startedAt === known) return false;
  return known === undefined || isUp({ state }) || Date.parse(now.startedAt) > Date.parse(known);
}

/** A container as it was after its start, of which there may be no trace left but the time. */
function runningAs(before: ContainerSnapshot, now: ContainerSnapshot, places: readonly Endpoint[]): ContainerSnapshot {
  if (isUp(now)) return { ...now, state: 'running' };
  const { finishedAt: _, error: __, ...rest } = before;
  const endpoints = now.endpoints.map((endpoint) => ({
    ...endpoint,
    ...places.find(({ network }) => network === endpoint.network),
    aliases: endpoint.aliases,
  }));
  const startedAt = now.startedAt ?? now.createdAt;
  return { ...rest, endpoints, startedAt, state: 'running', exitCode: 0, oomKilled: false };
}

/** Networks that were joined or left. A container that does not run has no address on one until it is started. */
function movesBetween(before: ContainerSnapshot, now: ContainerSnapshot, at: string): readonly ContainerChange[] {
  let so = before;
  const moves: ContainerChange[] = [];
  for (const left of before.endpoints.filter(({ name }) => !placeOn(name, now))) {
    so = { ...so, endpoints: so.endpoints.filter((place) => place !== left) };
    moves.push({ type: 'ContainerDisconnected', data: { at, network: left.network || left.name, container: so } });
  }
  const places = isUp(before) ? now.endpoints : atRest(now).endpoints;
  for (const joined of places.filter(({ name }) => !placeOn(name, before))) {
    so = { ...so, endpoints: [...so.endpoints, joined] };
    moves.push({ type: 'ContainerConnected', data: { at, network: joined.network || joined.name, container: so } });
  }
  return moves;
}

function placeOn(network: string, { endpoints }: ContainerSnapshot): Endpoint | undefined {
  return endpoints.find(({ name }) => name === network);
}
