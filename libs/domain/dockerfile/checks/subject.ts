import type { PlanInputs, BuildPlan } from '../build-plan.js';
import type { Finding } from './rules.js';

/** What is known of the build that a Dockerfile is checked for. */
export interface CheckInputs extends PlanInputs {
  /** Absent when either may build it. */
  readonly builder?: 'classic' | 'buildkit';
  /** Whether the .dockerignore of the context leaves a path out. */
  readonly isIgnored?: (path: string) => boolean;
}

/** What the checks look at. */
export interface Subject {
  readonly plan: BuildPlan;
  readonly inputs: CheckInputs;
}

/** Looks for one kind of mistake. */
export type Check = (subject: Subject) => Iterable<Finding>;
