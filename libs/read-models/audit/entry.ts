import {
  doorIn,
  evolveJob,
  type JobExit,
  outcomeOf,
  type RecordedDoorEvent,
  type RecordedJobEvent,
  type RecordedPruneEvent,
  type RecordedTokenEvent,
  targetsOf,
  type Target,
} from '#domain';
import type { RecordedEvent } from '#event-sourcing';

/** What became of a command so far, in the columns of `audit`. */
export interface Progress {
  /** Positions at which it began to run, was handed back to the queue, began again, and so on in turn. */
  readonly turns: readonly number[];
  readonly started_at: string | null;
  readonly ended: number | null;
  readonly ended_at: string | null;
  readonly outcome: string | null;
  readonly status: number | null;
  readonly signal: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

/** Who asked for what, in the columns of `audit`. */
export interface Command {
  readonly position: number;
  readonly time: string;
  readonly actor: string;
  readonly actor_kind: string;
  readonly token: string | null;
  readonly source_address: string | null;
  readonly user_agent: string | null;
  readonly name: string;
  readonly host: string | null;
  readonly job: string | null;
  readonly parent: string | null;
  readonly correlation: string | null;
}

/** A target, and the position from which on it is known. */
export interface KnownTarget extends Target {
  readonly known: number;
}

/** An entry of the audit as it comes to be. */
export interface Entry {
  readonly command: Command;
  readonly progress: Progress;
  readonly args: Readonly<Record<string, unknown>>;
  readonly targets: readonly KnownTarget[];
  /** Texts beside the arguments that a search finds it by. */
  readonly texts: readonly string[];
}

const nothingYet: Progress = {
  turns: [],
  started_at: null,
  ended: null,
  ended_at: null,
  outcome: null,
  status: null,
  signal: null,
  error_code: null,
  error_message: null,
};

/** The entry of a job that was accepted. */
export function entryOfJob(event: Extract<RecordedJobEvent, { type: 'JobSubmitted' }>): Entry {
  const { name, args, env, host, parent } = event.data;
  return {
    command: { ...commandOf(event, name, jobIn(event)), host, parent: parent?.id ?? null },
    progress: nothingYet,
    args,
    targets: knownAt(event, targetsOf({ name, args })),
    texts: Object.keys(env),
  };
}

/** The entry of a job that was refused. */
export function entryOfRefusal(event: Extract<RecordedJobEvent, { type: 'JobRefused' }>): Entry {
  const { name, args = {}, host = null, reason } = event.data;
  return {
    command: { ...commandOf(event, name, jobIn(event)), host },
    progress: endedBy(event, 'refused', evolveJob(undefined, event)?.exit),
    args,
    targets: knownAt(event, targetsOf({ name, args })),
    texts: [reason],
  };
}

/** The entry of a signal. It is about what the job is about that it was sent to. */
export function entryOfSignal(
  event: Extract<RecordedJobEvent, { type: 'JobSignalled' }>,
  job: Entry | undefined,
): Entry {
  const command = { ...commandOf(event, 'signal', jobIn(event)), host: job?.command.host ?? null };
  const targets = job ? knownAt(event, targetsOf({ name: job.command.name, args: job.args })) : [];
  return { command, args: event.data, targets, texts: [], progress: endedBy(event, 'succeeded') };
}

/** The entry of a token that was made or revoked. `name` is what the token is called. */
export function entryOfToken(event: RecordedTokenEvent, name: string | undefined): Entry {
  const command = commandOf(event, event.type === 'TokenCreated' ? 'token.create' : 'token.revoke');
  const { hash: _, ...told } = { hash: '', name, ...event.data };
  const args = { token: tokenIn(event), ...told };
  return { command, args, targets: [], texts: [], progress: endedBy(event, 'succeeded') };
}

/** The entry of a door that was added or removed. */
export function entryOfDoor(event: RecordedDoorEvent): Entry {
  const isAdded = event.type === 'DoorAdded';
  const command = { ...commandOf(event, isAdded ? 'door.add' : 'door.rm'), host: isAdded ? event.data.host : null };
  const args = { door: doorIn(event), ...event.data };
  return { command, args, targets: [], texts: [], progress: endedBy(event, 'succeeded') };
}

/** The entry of a prune plan that was made. */
export function entryOfPlan(event: Extract<RecordedPruneEvent, { type: 'PrunePlanned' }>): Entry {
  const { host, kind, filter } = event.data;
  const command = { ...commandOf(event, 'prune.plan'), host };
  const args = { plan: event.stream.slice('prune-plan-'.length), kind, filter };
  return { command, args, targets: [], texts: [], progress: endedBy(event, 'succeeded') };
}

/** The entry of a job after one more event. */
export function entryAfter(job: Entry, event: RecordedJobEvent): Entry {
  const { progress } = job;
  const isRunning = progress.turns.length % 2 === 1;
  const turned = { ...progress, turns: [...progress.turns, event.position] };
  switch (event.type) {
    case 'JobStarted':
      return isRunning ? job : { ...job, progress: { ...turned, started_at: progress.started_at ?? event.time } };
    case 'JobReleased':
      return isRunning ? { ...job, progress: turned } : job;
    case 'JobExited': {
      const end = { ended: event.position, ended_at: event.time, outcome: outcomeOf(event.data) };
      const made = knownAt(event, madeBy(job, event.data));
      return { ...job, progress: { ...progress, ...toldBy(event.data), ...end }, targets: [...job.targets, ...made] };
    }
    default:
      return job;
  }
}

/** The id of the job that an event is of. */
export function jobIn({ stream }: RecordedEvent): string {
  return stream.slice('job-'.length);
}

/** The id of the token that an event is of. */
export function tokenIn({ stream }: RecordedEvent): string {
  return stream.slice('token-'.length);
}

function commandOf({ position, time, metadata }: RecordedEvent, name: string, job?: string): Command {
  const { actor, correlationId, sourceAddress = null, userAgent = null } = metadata;
  return {
    position,
    time,
    actor: actor.name,
    actor_kind: actor.kind,
    token: actor.token ?? null,
    source_address: sourceAddress,
    user_agent: userAgent,
    name,
    host: null,
    job: job ?? null,
    parent: null,
    correlation: correlationId === job ? null : correlationId,
  };
}

function endedBy({ position, time }: RecordedEvent, outcome: string, exit?: JobExit): Progress {
  return { ...nothingYet, ...(exit && toldBy(exit)), ended: position, ended_at: time, outcome };
}

function toldBy({ status, signal, error }: JobExit) {
  return { status, signal: signal ?? null, error_code: error?.code ?? null, error_message: error?.message ?? null };
}

function knownAt({ position: known }: RecordedEvent, targets: readonly Target[]): readonly KnownTarget[] {
  return targets.map((target) => ({ ...target, known }));
}

/** What the result of a job tells of beyond its arguments. */
function madeBy({ command: { name }, args }: Entry, exit: JobExit): readonly Target[] {
  if (!exit.result) return [];
  const named = new Set(targetsOf({ name, args }).map(({ kind, ref }) => `${kind} ${ref}`));
  return targetsOf({ name, args, exit }).filter(({ kind, ref }) => !named.has(`${kind} ${ref}`));
}
