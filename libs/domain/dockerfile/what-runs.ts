import { shellLine } from '../command-line/shell.js';
import type { Command, ImageConfig } from './image-config.js';

/** What `docker run` may be given. */
export interface RunInputs {
  /** What stands behind the image's name. */
  readonly args?: readonly string[];
  /** `--entrypoint`; '' takes that of the image away. */
  readonly entrypoint?: string;
}

/** The process that a container of an image starts with. */
export interface WhatRuns {
  /** Program and arguments; null when nothing would run, or the base image must be known. */
  readonly argv: readonly string[] | null;
  /** The same as a line for a shell. */
  readonly line: string | null;
  /** `base` where the base image tells it. */
  readonly entrypoint: Command;
  readonly cmd: Command;
  /** What is worth knowing about it. */
  readonly notes: readonly string[];
}

/** Combines ENTRYPOINT, CMD and what `docker run` is given as Docker does. */
export function whatRuns(config: ImageConfig, run: RunInputs = {}): WhatRuns {
  const entrypoint = entrypointOf(config, run);
  const cmd = cmdOf(config, run);
  const argv = entrypoint === 'base' || cmd === 'base' ? null : [...(entrypoint ?? []), ...(cmd ?? [])];
  const runs = argv !== null && argv.length > 0;
  return {
    argv: runs ? argv : null,
    line: runs ? shellLine(argv).line : null,
    entrypoint,
    cmd,
    notes: notesOn({ entrypoint, cmd, isEmpty: argv?.length === 0 }, config, run),
  };
}

function entrypointOf({ entrypoint }: ImageConfig, run: RunInputs): Command {
  if (run.entrypoint === undefined) return entrypoint;
  return run.entrypoint === '' ? null : [run.entrypoint];
}

function cmdOf({ cmd }: ImageConfig, { args = [], entrypoint }: RunInputs): Command {
  if (args.length > 0) return args;
  return entrypoint === undefined ? cmd : null;
}

interface Combined {
  readonly entrypoint: Command;
  readonly cmd: Command;
  readonly isEmpty: boolean;
}

function notesOn(
  { entrypoint, cmd, isEmpty }: Combined,
  config: ImageConfig,
  { args = [] }: RunInputs,
): readonly string[] {
  const notes: string[] = [];
  if (isEmpty)
    notes.push('Nothing would run: the engine refuses a container without a command. Set CMD or ENTRYPOINT.');
  if (entrypoint === 'base') notes.push('The ENTRYPOINT of the base image, if it has one, comes before CMD.');
  if (cmd === 'base') notes.push('The CMD of the base image counts.');
  if (entrypoint === config.entrypoint && isShell(entrypoint, config) && Array.isArray(cmd) && cmd.length > 0)
    notes.push(
      'ENTRYPOINT is in shell form: what follows it (CMD, or the arguments of the run) is ignored by most shells.',
    );
  const [flag = ''] = args;
  if (Array.isArray(entrypoint) && flag.startsWith('-') && entrypoint.at(-1) === flag)
    notes.push(`ENTRYPOINT ends in ${flag} already, so the program gets ${flag} twice. Run it without that one.`);
  return notes;
}

function isShell(entrypoint: Command, { shell }: ImageConfig): boolean {
  return (
    Array.isArray(entrypoint) &&
    entrypoint.length === shell.length + 1 &&
    shell.every((word, at) => entrypoint[at] === word)
  );
}
