import {
  byDrift,
  byJob,
  does,
  isNameOf,
  isTold,
  prunes,
  type Suspect,
  suspectIn,
  type Suspects,
} from '../observation/cause.js';
import type { Cause } from '../observation/fact.js';
import { type ContainerSnapshot, isUp } from './container.snapshot.js';

/** What is remembered of a container beside its snapshot. */
export interface ContainerPast {
  readonly createdBy?: Cause;
  readonly startedBy?: Cause;
  /** Who sent the last signal that may end it, since its start. */
  readonly signalledBy?: Cause;
}

/** Whether a job names this container, or has made it. */
function names(container: Pick<ContainerSnapshot, 'id' | 'name'>): (job: Suspect) => boolean {
  return ({ args, effect }) => effect?.['container'] === container.id || isNameOf(args['container'], container);
}

/** Who made a container. A label alone proves nothing: its job must have made, or be about to make, just this one. */
export function causeOfCreation(container: ContainerSnapshot, suspects: Suspects): Cause {
  if (container.job !== undefined) {
    const job = makerOf(container, suspects);
    return job ? byJob(job) : byDrift(`its label names job ${container.job}, which did not make it`);
  }
  const build = builderOf(container, suspects);
  return build ? byJob(build) : byDrift('made past Longshore');
}

/** The classic builder runs each step in a container that it makes from an image by its id. */
function builderOf({ imageName }: Pick<ContainerSnapshot, 'imageName'>, suspects: Suspects): Suspect | undefined {
  return imageName.startsWith('sha256:') ? suspectIn(suspects, does('build'), isClassic) : undefined;
}

const isClassic = ({ args }: Suspect) => args['builder'] !== 'buildkit';

function makerOf({ id, name }: ContainerSnapshot, { labelled }: Suspects): Suspect | undefined {
  if (!labelled || !does('create', 'run')(labelled)) return undefined;
  const { args, effect, exit } = labelled;
  const made = exit?.result?.['container'] ?? effect?.['container'];
  return made === id || (made === undefined && args['name'] === name) ? labelled : undefined;
}

/** Who started a container. Its restart policy does when it has ended by itself, and whenever the engine is started. */
export function causeOfStart(
  container: ContainerSnapshot,
  past: ContainerPast,
  suspects: Suspects & Pick<ExitSeen, 'engineStartedAt'>,
): Cause {
  const job =
    suspectIn(suspects, does('start', 'restart'), names(container)) ??
    (past.startedBy ? undefined : runnerOf(container, suspects));
  if (job) return byJob(job);
  if (isStep(past)) return past.createdBy;
  const mayRestart = container.restart !== 'no' && past.startedBy !== undefined;
  const restarts = mayRestart && (past.signalledBy === undefined || isFromEngineStart(container, suspects));
  return restarts ? { by: 'host', why: `restart policy ${container.restart}` } : byDrift('started past Longshore');
}

/** An engine that starts brings back what its restart policy wants to run, some at a time. */
const engineStartMs = 60_000;

function isFromEngineStart(
  { startedAt }: ContainerSnapshot,
  { engineStartedAt }: Pick<ExitSeen, 'engineStartedAt'>,
): boolean {
  if (startedAt === undefined || engineStartedAt === undefined) return false;
  const after = Date.parse(startedAt) - Date.parse(engineStartedAt);
  return after >= 0 && after < engineStartMs;
}

/** A run names its container when it has made it, and may have ended since: when nobody saw it, its label still tells. */
function runnerOf(container: ContainerSnapshot, suspects: Suspects): Suspect | undefined {
  const maker = makerOf(container, suspects);
  return maker && does('run')(maker) ? maker : suspectIn(suspects, does('run'), names(container));
}

/** A container in which the classic builder runs a step is its build's from beginning to end. */
function isStep(past: ContainerPast): past is ContainerPast & { readonly createdBy: Cause } {
  return past.createdBy?.by === 'job' && past.createdBy.name === 'build';
}

/** Who sent a signal to a container. */
export function causeOfSignal(container: ContainerSnapshot, past: ContainerPast, suspects: Suspects): Cause {
  const job =
    suspectIn(suspects, does('kill', 'restart', 'rm', 'stop'), names(container)) ??
    suspectIn(suspects, does('run'), names(container), (run) => isTold(run, suspects.now));
  if (job) return byJob(job);
  return isStep(past) ? past.createdBy : byDrift('ended by a signal past Longshore');
}

const statusesOfSignals: ReadonlySet<number> = new Set([137, 143]);

/** How an exit was noticed. */
export interface ExitSeen {
  /** False when it was found only later. */
  readonly isLive: boolean;
  /** When the engine was started that runs now, where that is known. */
  readonly engineStartedAt?: string;
}

/**
 * Who ended a container. One that ends by itself was ended by who started it. An exit that nobody saw is judged by its status: a
 * signal must have come past Longshore, unless the engine was stopped at that time.
 */
export function causeOfExit(container: ContainerSnapshot, past: ContainerPast, suspects: Suspects & ExitSeen): Cause {
  const mayHave = (job: Suspect) => suspects.isLive || hasBegunBy(job, container.finishedAt);
  const job =
    suspectIn(suspects, does('kill', 'restart', 'rm', 'stop'), names(container), mayHave) ??
    suspectIn(suspects, does('run'), names(container), (run) => isTold(run, suspects.now));
  if (job) return byJob(job);
  if (past.signalledBy) return past.signalledBy;
  if (!suspects.isLive) {
    if (isFromEngineStop(container, suspects)) return { by: 'host', why: 'its engine was stopped' };
    if (statusesOfSignals.has(container.exitCode)) return byDrift('ended by a signal that nobody saw');
  }
  return past.startedBy ?? byDrift('ended');
}

/** The clocks of a worker and of a host may differ by so much. */
const clockSkewMs = 5_000;

/** Whether a job had begun when something happened that was found only later. */
function hasBegunBy({ startedAt }: Suspect, moment: string | undefined): boolean {
  if (startedAt === undefined || moment === undefined) return true;
  return Date.parse(startedAt) - clockSkewMs <= Date.parse(moment);
}

/** An engine that stops ends its containers within seconds, and one that starts first ends those that ran on without it. */
const engineStopMs = 20_000;

function isFromEngineStop({ finishedAt }: ContainerSnapshot, { engineStartedAt }: ExitSeen): boolean {
  if (finishedAt === undefined || engineStartedAt === undefined) return false;
  const before = Date.parse(engineStartedAt) - Date.parse(finishedAt);
  return before >= 0 && before < engineStopMs;
}

/** Who removed a container. */
export function causeOfRemoval(container: ContainerSnapshot, past: ContainerPast, suspects: Suspects): Cause {
  const mayRemove = (run: Suspect) => run.args['rm'] === true || !past.startedBy || isTold(run, suspects.now);
  const job =
    suspectIn(suspects, does('rm'), names(container)) ??
    suspectIn(suspects, does('run'), names(container), mayRemove) ??
    suspectIn(suspects, prunes('containers', container.id));
  if (job) return byJob(job);
  if (isStep(past)) return past.createdBy;
  if (container.autoRemove && !isUp(container) && past.createdBy) return past.createdBy;
  return byDrift('removed past Longshore');
}

/** Who paused a container, renamed it or changed its limits. */
export function causeOfVerb(
  verb: 'pause' | 'rename' | 'unpause' | 'update',
  container: ContainerSnapshot,
  suspects: Suspects,
): Cause {
  // An engine pauses a container while it is committed.
  const verbs = verb === 'pause' || verb === 'unpause' ? [verb, 'commit'] : [verb];
  const job = suspectIn(suspects, does(...verbs), names(container));
  return job ? byJob(job) : byDrift(`${verb}d past Longshore`);
}

/** Who connected a container to a network, or disconnected it. `network`: its id or name. */
export function causeOfMove(
  verb: 'network.connect' | 'network.disconnect',
  container: ContainerSnapshot,
  network: { readonly id: string; readonly name: string },
  suspects: Suspects,
): Cause {
  const isMeant = ({ args }: Suspect) => isNameOf(args['network'], network);
  const job = suspectIn(suspects, does(verb), names(container), isMeant);
  if (job) return byJob(job);
  return byDrift(verb === 'network.connect' ? 'connected past Longshore' : 'disconnected past Longshore');
}

/** Who, of those that remove containers, has one that had this volume: its volumes may go with it. */
export function removerAmong(
  containers: readonly Pick<ContainerSnapshot, 'id' | 'imageName' | 'name'>[],
  suspects: Suspects,
): Suspect | undefined {
  const remover = suspectIn(suspects, does('rm', 'run'), (job) =>
    containers.some((container) => names(container)(job)),
  );
  return remover ?? containers.map((container) => builderOf(container, suspects)).find((build) => build !== undefined);
}
