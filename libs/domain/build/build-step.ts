/** A step of a build as its builder tells it, whole each time that something of it changes. */
export interface BuildStep {
  /** From 1, in the order in which the builder told of them. */
  readonly number: number;
  /** The name of its stage, or its number from 0; absent of what belongs to none. */
  readonly stage?: string;
  /** As the builder writes it: the classic one as in the Dockerfile, BuildKit with the variables put in. */
  readonly instruction: string;
  /** BuildKit's digest of the operation and all that it stands on. */
  readonly vertex?: string;
  /** The step whose files it starts from, where the builder tells that. */
  readonly below?: number;
  /** RFC 3339. */
  readonly startedAt: string;
  /** Absent while it goes on. */
  readonly endedAt?: string;
  /** True when it was not carried out, since what it makes was there. */
  readonly cached: boolean;
  /** The image that it made, or of a FROM the one to begin with: `sha256:…`, or its first twelve digits. The classic builder tells it. */
  readonly image?: string;
  /** Why it failed. */
  readonly error?: string;
}

/** What a piece of a builder's progress tells. */
export interface StepNews {
  /** How many steps there are, as far as is known. */
  readonly of: number;
  /** Steps that have begun, ended, or of which more is known. */
  readonly steps: readonly BuildStep[];
  /** The numbers of the steps whose commands wrote what it holds. */
  readonly wrote: readonly number[];
  /** Steps after this one were none: a command had written what looked like them. */
  readonly onlyUpTo?: number;
}
