/** A Dockerfile, read: what it says and where, without any judgement. */
export interface Dockerfile {
  readonly directives: Directives;
  readonly instructions: readonly Instruction[];
  /** What keeps it from being read as a whole. */
  readonly faults: readonly DockerfileFault[];
}

/** What the comments at its very top ask of the one who reads it. */
export interface Directives {
  /** The front end that is to read it instead of the engine's own. */
  readonly syntax?: string;
  readonly escape: Escape;
  readonly check: CheckDirective;
}

export type Escape = '\\' | '`';

/** `# check=skip=A,B;error=true;experimental=C` */
export interface CheckDirective {
  /** Names of checks, or `all`. */
  readonly skip: readonly string[];
  readonly experimental: readonly string[];
  /** Warnings count as errors. */
  readonly isStrict: boolean;
}

export interface DockerfileFault {
  readonly line: number;
  readonly message: string;
}

export interface Instruction {
  /** In capitals. */
  readonly keyword: string;
  /** The keyword as it is written. */
  readonly written: string;
  /** The first of its lines, from 1. */
  readonly line: number;
  /** The last one, that of its last heredoc's end included. */
  readonly lastLine: number;
  readonly flags: readonly Flag[];
  /** What follows keyword and flags, in one line. */
  readonly text: string;
  /** Of those that may be written as a JSON array: exec when they are. */
  readonly form?: 'exec' | 'shell';
  /** What it is given: the items of its JSON, its words, or the text as one. */
  readonly words: readonly string[];
  /** Of ARG, ENV and LABEL. */
  readonly pairs: readonly Pair[];
  /** `ENV name value`, with a space in place of the equals sign. */
  readonly isLegacy: boolean;
  readonly heredocs: readonly Heredoc[];
  /** Lines in the middle of it that have nothing in them. */
  readonly blankLines: readonly number[];
  /** The comment right above it. */
  readonly comment: readonly string[];
  /** Of ONBUILD: what is to be done in the next build. */
  readonly trigger?: Instruction;
  /** Why it cannot be what it is meant to be. */
  readonly fault?: string;
}

/** `--name=value`, or `--name` alone. */
export interface Flag {
  readonly name: string;
  readonly value?: string;
}

export interface Pair {
  readonly name: string;
  /** As written, with quotes and variables. Absent of an ARG without a default. */
  readonly value?: string;
}

export interface Heredoc {
  readonly name: string;
  readonly content: string;
  /** Variables in it are substituted: its name is not quoted. */
  readonly isExpanded: boolean;
  /** `<<-`: tabs at the beginning of its lines do not count. */
  readonly isChomped: boolean;
}

/** The value of a flag, the last one where it is given more than once. */
export function flagOf({ flags }: Instruction, name: string): string | undefined {
  return flags.findLast((flag) => flag.name === name)?.value;
}
