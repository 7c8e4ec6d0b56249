import type { Job, JobArgs, JobName, JobResults, VerbName } from '#domain';
import type { JobProcess } from './job-process.js';
import type { Host } from './ports/index.js';

/** How a handler ended: its status, and what it did. */
export interface Exit<Name extends JobName> {
  readonly status: number;
  readonly result?: JobResults[Name];
  /** True when nobody can tell whether the effect happened. */
  readonly indeterminate?: boolean;
  readonly error?: { readonly code: string; readonly message: string };
}

/** What is known when a command is about to be accepted. */
export interface Preparation<Name extends JobName> {
  readonly args: JobArgs<Name>;
  /** Undefined when this process cannot reach the host; the command is then judged when it runs. */
  readonly host: Host | undefined;
  /** The id that the job will have. */
  readonly job: Job['id'];
}

/** What a job name does. */
export interface Handler<Name extends JobName> {
  /**
   * Completes the arguments (e.g. by a name made up, so that a retry finds its container) and tells what is wrong
   * or doubtful before anything is queued. It may ask the host, and changes nothing there.
   * @throws DomainError when the command cannot be carried out
   */
  prepare?(
    preparation: Preparation<Name>,
  ): Promise<{ readonly args: JobArgs<Name>; readonly warnings: readonly string[] }>;
  /**
   * True when it calls `beginEffect` first of all, so that the claim can record that along with itself. Not where a retry must
   * know for sure whether the effect was begun, as after a kill.
   */
  readonly actsAtOnce?: true;
  /**
   * Carries the job out; called again, with `isRetry`, after a worker died with it. When `ending` aborts it stops
   * its work on the host and throws the reason; when that is a release it only lets go.
   */
  run(process: JobProcess<Name>): Promise<Exit<Name>>;
}

export type Handlers = { readonly [Name in VerbName]: Handler<Name> };
