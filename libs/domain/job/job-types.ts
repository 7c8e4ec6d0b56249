import { z } from 'zod';
import { batchArgs, type BatchResult } from '../batch/batch-args.js';
import * as containers from '../container/container-args.js';
import { callJobs, type CallJobName, type CallResult } from '../engine-api/call-jobs.js';
import * as images from '../graph/image-args.js';
import * as volumes from '../graph/volume-args.js';
import * as networks from '../network/network-args.js';
import type { Right } from '../policy/rights.js';
import { pruneArgs } from '../prune/prune-args.js';

/** What a job name stands for. */
export interface JobType {
  readonly args: z.ZodType<object>;
  /** What an actor must hold to submit it. */
  readonly right: Right;
  /** `heavy` jobs load the host by themselves (builds, transfers) and have a limit of their own; a `group` runs on none: it is the jobs in it. */
  readonly lane: 'heavy' | 'light' | 'group';
}

/** The job names that REST has too. The Engine has one handler for each; one without does not compile. */
const verbs = {
  build: { args: images.buildJobArgs, right: 'build', lane: 'heavy' },
  create: { args: containers.createArgs, right: 'run', lane: 'light' },
  exec: { args: containers.execArgs, right: 'run', lane: 'light' },
  kill: { args: containers.killArgs, right: 'run', lane: 'light' },
  'network.connect': { args: networks.networkConnectArgs, right: 'network', lane: 'light' },
  'network.create': { args: networks.networkCreateArgs, right: 'network', lane: 'light' },
  'network.disconnect': { args: networks.networkDisconnectArgs, right: 'network', lane: 'light' },
  'network.rm': { args: networks.networkRmArgs, right: 'network', lane: 'light' },
  'prune.containers': { args: pruneArgs, right: 'run', lane: 'light' },
  'prune.images': { args: pruneArgs, right: 'image', lane: 'light' },
  'prune.networks': { args: pruneArgs, right: 'network', lane: 'light' },
  'prune.volumes': { args: pruneArgs, right: 'run', lane: 'light' },
  publish: { args: images.publishArgs, right: 'image', lane: 'heavy' },
  pull: { args: images.pullArgs, right: 'image', lane: 'heavy' },
  push: { args: images.pushArgs, right: 'image', lane: 'heavy' },
  restart: { args: containers.restartArgs, right: 'run', lane: 'light' },
  rm: { args: containers.rmArgs, right: 'run', lane: 'light' },
  rmi: { args: images.rmiArgs, right: 'image', lane: 'light' },
  run: { args: containers.runArgs, right: 'run', lane: 'light' },
  start: { args: containers.startArgs, right: 'run', lane: 'light' },
  stop: { args: containers.stopArgs, right: 'run', lane: 'light' },
  tag: { args: images.tagArgs, right: 'image', lane: 'light' },
  'volume.create': { args: volumes.volumeCreateArgs, right: 'run', lane: 'light' },
  'volume.rm': { args: volumes.volumeRmArgs, right: 'run', lane: 'light' },
  wait: { args: containers.waitArgs, right: 'run', lane: 'light' },
} as const satisfies Record<string, JobType>;

/** Jobs of Longshore's own. */
const own = {
  /** A group of builds: it runs until all have ended, and a signal to it ends them. */
  batch: { args: batchArgs, right: 'build', lane: 'group' },
  /** The front door of the Docker Engine API: it runs while its listeners are open. */
  serveapi: { args: z.strictObject({ listeners: z.array(z.string()) }), right: 'admin', lane: 'light' },
} as const satisfies Record<string, JobType>;

/** Every job name. */
export const jobTypes = { ...callJobs, ...own, ...verbs } as const satisfies Record<string, JobType>;

export type JobName = keyof typeof jobTypes;
export type VerbName = keyof typeof verbs;

/** The checked arguments of a job name. */
export type JobArgs<Name extends JobName = JobName> = z.output<(typeof jobTypes)[Name]['args']>;

/** What became of each item of a prune plan. */
export interface PruneResult {
  readonly plan: string;
  /** Ids; of volumes, names. */
  readonly removed: readonly string[];
  readonly left: readonly { readonly id: string; readonly reason: string }[];
  readonly freedBytes: number;
}

/** What a job that ended says it did: ids and digests, never text to parse. */
export type JobResults = VerbResults & { readonly [Name in CallJobName]: CallResult } & {
  readonly batch: BatchResult;
  readonly serveapi: Readonly<Record<string, never>>;
};

interface VerbResults {
  build: {
    readonly image: string;
    readonly tags: readonly string[];
    readonly contextDigest: string;
    /** Of what was pushed, by name. */
    readonly pushed?: Readonly<Record<string, string>>;
  };
  create: { readonly container: string; readonly name: string; readonly warnings: readonly string[] };
  exec: {
    readonly container: string;
    readonly exec: string;
    readonly exitCode?: number;
    /** Of a terminal: what went from the client to the process, and back. */
    readonly bytesIn?: number;
    readonly bytesOut?: number;
  };
  kill: { readonly container: string; readonly signal: string };
  'network.connect': { readonly network: string; readonly container: string };
  'network.create': { readonly network: string; readonly name: string; readonly warnings: readonly string[] };
  'network.disconnect': { readonly network: string; readonly container: string };
  'network.rm': { readonly network: string };
  'prune.containers': PruneResult;
  'prune.images': PruneResult;
  'prune.networks': PruneResult;
  'prune.volumes': PruneResult;
  publish: {
    readonly image?: string;
    readonly tags: readonly string[];
    readonly pushed: Readonly<Record<string, string>>;
    /** The images that the names meant before; null where none. */
    readonly before: Readonly<Record<string, string | null>>;
  };
  pull: { readonly image: string; readonly digest?: string };
  push: { readonly digest: string };
  restart: { readonly container: string };
  rm: { readonly container: string };
  rmi: { readonly untagged: readonly string[]; readonly deleted: readonly string[] };
  run: {
    readonly container: string;
    readonly name: string;
    /** The container's own status; absent when detached. */
    readonly exitCode?: number;
    readonly oomKilled?: boolean;
    readonly removed?: boolean;
    readonly warnings: readonly string[];
  };
  start: { readonly container: string };
  stop: { readonly container: string; readonly exitCode: number };
  tag: { readonly image: string; readonly target: string };
  'volume.create': { readonly volume: string; readonly existed: boolean };
  'volume.rm': { readonly volume: string };
  wait: { readonly container: string; readonly exitCode: number };
}

export function isJobName(name: string): name is JobName {
  return Object.hasOwn(jobTypes, name);
}

export function isVerb(name: string): name is VerbName {
  return Object.hasOwn(verbs, name);
}
