import type { Cause, EntityKind, Job, JobExit, PruneKind } from '#domain';
import type { HostMemory } from './memory.js';

/** A thing that a job named, made or changed. */
export interface Touched {
  readonly kind: EntityKind;
  readonly id: string;
  /** A step of a build, which never changes: once it is known one need not look at it again. */
  readonly isStep?: true;
}

/** Jobs that change none of the things that are watched. */
const harmless: ReadonlySet<string> = new Set([
  'attach',
  'cp',
  'events',
  'exec',
  'exec.create',
  'exec.start',
  'grpc',
  'login',
  'logs',
  'query',
  'resize',
  'serveapi',
  'session',
  'stats',
]);

/**
 * The things that a job has touched, as far as it tells: by its result, what it recorded before it acted, and its arguments.
 *
 * @param steps images that are steps of a build, by their ids or the first twelve digits of these: they have no name and no event
 */
export function touchedBy(
  { name, args, effect, served }: Job,
  { result }: JobExit,
  steps: readonly string[],
): readonly Touched[] {
  if (harmless.has(name) || (served && name === 'wait')) return [];
  const sources = [result ?? {}, effect ?? {}, args];
  const ids = (field: string) => sources.flatMap((source) => source[field] ?? []).map(String);
  const pruned = (kind: PruneKind) => (name === `prune.${kind}` ? ids('removed') : []);
  const touched: readonly (readonly [EntityKind, readonly string[]])[] = [
    ['container', [...ids('container'), ...pruned('containers')].filter((id) => /^[0-9a-f]{64}$/.test(id))],
    ['image', [...ids('image'), ...ids('deleted'), ...pruned('images')].filter((id) => id.startsWith('sha256:'))],
    ['network', [...ids('network'), ...pruned('networks')].filter((id) => /^[0-9a-f]{64}$/.test(id))],
    ['volume', [...ids('volume'), ...pruned('volumes')]],
  ];
  const told: readonly Touched[] = touched.flatMap(([kind, all]) => [...new Set(all)].map((id) => ({ kind, id })));
  const others = steps.filter((id) => !told.some((thing) => thing.id === id));
  return [...others.map((id): Touched => ({ kind: 'image', id, isStep: true })), ...told];
}

/** Whether a job's work on a thing is known already, so that one need not look. False when that cannot be told. */
export function isKnown({ kind, id, isStep }: Touched, job: Job, memory: HostMemory): boolean {
  const { name } = job;
  if (kind === 'network') return (name === 'network.create') === (memory.peek('network', id) !== undefined);
  if (kind === 'volume')
    return (name === 'volume.rm' || name === 'prune.volumes') && memory.peek('volume', id) === undefined;
  if (kind === 'image') return isStep === true && memory.peek('image', id) !== undefined;
  const container = memory.peek('container', id);
  switch (name) {
    case 'create':
      return container !== undefined;
    case 'prune.containers':
    case 'rm':
      return container === undefined;
    case 'run':
      return job.args['rm'] === true && job.args['detach'] !== true ? container === undefined : hasRun(job, container);
    case 'restart':
    case 'start':
      return isBy(job, memory.startedBy(id));
    case 'pause':
      return container?.state === 'paused';
    case 'unpause':
      return container?.state === 'running';
    case 'stop':
      return container?.state === 'exited';
    case 'wait':
      return container === undefined || container.state === 'exited';
    default:
      return false;
  }
}

function isBy({ id }: Job, cause: Cause | undefined): boolean {
  return cause?.by === 'job' && cause.job === id;
}

function hasRun(
  job: Job,
  container: { readonly state: string; readonly startedAt?: string | undefined } | undefined,
): boolean {
  if (job.args['detach'] === true) return container?.startedAt !== undefined;
  return container?.state === 'exited';
}
