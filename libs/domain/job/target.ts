import type { ContainerSpec } from '../container/container-spec.js';
import { familiarReference } from '../graph/image-reference.js';
import type { EntityKind } from '../observation/fact.js';
import type { PruneTarget } from '../prune/prune-args.js';
import type { CallArgs } from '../engine-api/call-args.js';
import type { CallResult } from '../engine-api/call-jobs.js';
import { isJobName, isVerb, type JobArgs, type JobResults, type VerbName } from './job-types.js';
import type { Job } from './job.js';

/** What a job is about. */
export interface Target {
  readonly kind: EntityKind;
  /** A name or an id, as the job has it; the name of an image has its tag. */
  readonly ref: string;
}

/** What each job name names in its arguments, and what its result says that it made. Both may lack anything: it was refused, or failed. */
const targets: {
  readonly [Name in VerbName]: (
    args: Partial<JobArgs<Name>>,
    result: Partial<JobResults[Name]>,
  ) => readonly (readonly Target[])[];
} = {
  build: (args, result) => [images(...(args.tags ?? []), result.image), networksOf(args.network)],
  create: (args, result) => [...ofSpec(args), containers(result.name, result.container)],
  exec: ({ container }) => [containers(container)],
  kill: ({ container }) => [containers(container)],
  'network.connect': ({ network, container }) => [networks(network), containers(container)],
  'network.create': (args, result) => [networks(args.name, result.network)],
  'network.disconnect': ({ network, container }) => [networks(network), containers(container)],
  'network.rm': ({ network }) => [networks(network)],
  'prune.containers': ({ items }) => [containers(...listed(items))],
  'prune.images': ({ items }) => [images(...listed(items))],
  'prune.networks': ({ items }) => [networks(...listed(items))],
  'prune.volumes': ({ items }) => [volumes(...listed(items))],
  publish: ({ images: made = [] }) => [images(...made.flatMap(({ image, tags }) => [image, ...tags]))],
  pull: (args, result) => [images(args.image, result.image)],
  push: ({ image }) => [images(image)],
  restart: ({ container }) => [containers(container)],
  rm: ({ container }) => [containers(container)],
  rmi: (args, result) => [images(args.image, ...(result.untagged ?? []), ...(result.deleted ?? []))],
  run: (args, result) => [...ofSpec(args), containers(result.name, result.container)],
  start: ({ container }) => [containers(container)],
  stop: ({ container }) => [containers(container)],
  tag: (args, result) => [images(args.image, args.target, result.image)],
  'volume.create': (args, result) => [volumes(args.name, result.volume)],
  'volume.rm': ({ volume }) => [volumes(volume)],
  wait: ({ container }) => [containers(container)],
};

/** The containers, images, networks and volumes that a job names in its arguments and, once it has ended, made; each once. */
export function targetsOf({ name, args, exit }: Pick<Job, 'name' | 'args' | 'exit'>): readonly Target[] {
  if (!isJobName(name)) return [];
  const ofName = (isVerb(name) ? targets[name] : ofCall) as typeof ofCall;
  const all = ofName(args, exit?.result ?? {}).flat();
  return [...new Map(all.map((target) => [`${target.kind} ${target.ref}`, target])).values()];
}

function ofSpec({
  name,
  image,
  network,
  volumes: mounts = [],
}: Partial<ContainerSpec>): readonly (readonly Target[])[] {
  const named = mounts.filter((mount) => !mount.startsWith('/')).map((mount) => mount.split(':')[0]);
  return [containers(name), images(image), networksOf(network), volumes(...named)];
}

/** What a job names that the Engine API alone knows. */
function ofCall(args: Partial<CallArgs>, result: Partial<CallResult>): readonly (readonly Target[])[] {
  return [
    containers(args.container, result.container),
    // The target of a build is one of its stages.
    images(args.image, ...(args.call === 'ImageBuild' ? (args.tags ?? []) : [args.target]), result.image),
    networks(args.network, result.network),
    volumes(args.volume, result.volume),
  ];
}

/** The ids and names of the things that a prune plan lists. */
function listed(items: readonly PruneTarget[] = []): readonly string[] {
  return items.flatMap(({ id, names }) => [id, ...names]);
}

/** What a network mode names. `bridge`, which is meant when nothing is said, counts as no name. */
function networksOf(mode: string | undefined): readonly Target[] {
  if (mode?.startsWith('container:')) return containers(mode.slice('container:'.length));
  return mode === 'bridge' || mode === 'default' ? [] : networks(mode);
}

function containers(...refs: readonly (string | undefined)[]): readonly Target[] {
  return targetsOfKind('container', refs);
}

function images(...refs: readonly (string | undefined)[]): readonly Target[] {
  return targetsOfKind('image', refs.map(imageRef));
}

function networks(...refs: readonly (string | undefined)[]): readonly Target[] {
  return targetsOfKind('network', refs);
}

function volumes(...refs: readonly (string | undefined)[]): readonly Target[] {
  return targetsOfKind('volume', refs);
}

function targetsOfKind(kind: EntityKind, refs: readonly (string | undefined)[]): readonly Target[] {
  return refs.flatMap((ref) => (ref === undefined || ref === '' ? [] : { kind, ref }));
}

/** The name of an image as the engine lists it; an id, also a short one, stays as it is. */
function imageRef(ref: string | undefined): string | undefined {
  return ref === undefined || /^[0-9a-f]{12,64}$/.test(ref) ? ref : familiarReference(ref);
}
