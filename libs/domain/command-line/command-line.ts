import { callArgs, type CallArgs } from '../engine-api/call-args.js';
import { callBodies } from '../engine-api/call-bodies.js';
import type { Fields } from '../engine-api/fields.js';
import { readFields } from '../engine-api/read-fields.js';
import { isVerb, jobTypes } from '../job/job-types.js';
import type { Job } from '../job/job.js';
import { buildCalls } from './build-calls.js';
import { bodyOf, type CallLine, textOf, tellQuery } from './call.js';
import { containerCalls } from './container-calls.js';
import { tellContainer } from './container-line.js';
import { creationOf, execCalls } from './exec-calls.js';
import { saidApart } from './flags.js';
import { imageCalls } from './image-calls.js';
import { networkCalls } from './network-calls.js';
import { runOf } from './run-of.js';
import { type LineSecret, shellLine } from './shell.js';
import { pluginCalls, swarmCalls, systemCalls } from './system-calls.js';
import { join, type Told } from './told.js';
import { verbLines } from './verb-lines.js';
import { volumeCalls } from './volume-calls.js';

/** A job as the command line that repeats it. */
export interface CommandLine {
  /** For a POSIX shell. Absent where the CLI of Docker has no such command. */
  readonly line?: string;
  /** The same as words, with what stands for a secret where it stood. */
  readonly words: readonly string[];
  /** What of the job the line does not say: fields of its arguments. */
  readonly unsaid: readonly string[];
  readonly secrets: readonly LineSecret[];
}

/** The operations that a line of the CLI alone repeats. */
const callLines: Readonly<Record<string, CallLine>> = {
  ...buildCalls,
  ...containerCalls,
  ...execCalls,
  ...imageCalls,
  ...networkCalls,
  ...pluginCalls,
  ...swarmCalls,
  ...systemCalls,
  ...volumeCalls,
};

/**
 * The command line of the docker CLI that repeats a job, as the log has it: its arguments, and of the create of a `docker run` the jobs
 * besides it.
 *
 * @param others jobs of the same actor and host, a moment before and after it
 */
export function commandLineOf(job: Job, others: readonly Job[] = []): CommandLine {
  const told = tellJob(job, others);
  if (!told) return { words: [], unsaid: ['args'], secrets: [] };
  const unsaid = [...told.unsaid, ...longshoresOwn(job)].map((place) => place.replace(/^\./, ''));
  return { ...shellLine(told.words), words: told.words, unsaid: [...new Set(unsaid)] };
}

function tellJob(job: Job, others: readonly Job[]): Told | undefined {
  const call = callOf(job);
  if (call) return tellCall(call, job, others);
  return isVerb(job.name) ? tellVerb(job.name, job) : undefined;
}

function tellCall(call: CallArgs, job: Job, others: readonly Job[]): Told | undefined {
  if (call.call === 'ContainerCreate') return tellCreate(call, job, others);
  const creation = call.call === 'ExecStart' && creationOf(call, others);
  return creation ? tellJob(creation, []) : ownOf(callLines, call.call)?.(call);
}

function tellVerb<Name extends keyof typeof verbLines>(name: Name, job: Job): Told | undefined {
  const { data } = jobTypes[name].args.safeParse(job.args);
  const tell = verbLines[name] as (args: unknown, job: Job) => Told;
  return data && tell(withoutMadeUpName(data, job), job);
}

function tellCreate(call: CallArgs, job: Job, others: readonly Job[]): Told {
  const { query } = call;
  const name = textOf(query, 'name');
  const naming = { name: isMadeUp(name, job) ? '' : name, platform: textOf(query, 'platform') };
  return join(
    tellContainer(bodyOf(call), naming, runOf(job, others)),
    tellQuery({ name: saidApart, platform: saidApart }, query),
  );
}

/** The call that a job came as, read as the front door reads it; undefined of any other job, and of one that was refused for its form. */
function callOf({ args }: Job): CallArgs | undefined {
  const { data } = callArgs.safeParse(args);
  if (data?.body === undefined) return data;
  const fields = ownOf<Fields>(callBodies, data.call);
  if (!fields) return data;
  try {
    return { ...data, body: { ...readFields(fields, data.body) } };
  } catch {
    return undefined;
  }
}

/** A job that was refused may name anything, also what every object has. */
function ownOf<Item>(table: Readonly<Record<string, Item>>, name: string): Item | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** What a job has beside its arguments. */
function longshoresOwn({ limits, nice }: Job): readonly string[] {
  return [...(limits?.seconds === undefined ? [] : ['limits.seconds']), ...(nice === 0 ? [] : ['nice'])];
}

function withoutMadeUpName(args: object, job: Job): object {
  const { name, ...rest } = args as { readonly name?: unknown };
  return typeof name === 'string' && isMadeUp(name, job) ? rest : args;
}

/** A container that was given no name has one with its job's id in it. */
function isMadeUp(name: string, { id }: Job): boolean {
  return name.endsWith(`-${id.replaceAll('-', '').slice(-12)}`);
}
