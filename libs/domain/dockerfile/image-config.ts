import { cleanPath } from '../dockerignore/clean-path.js';
import type { BuildPlan, Stage, Step } from './build-plan.js';

/** A command as a list of words; `base` when the base image tells it, or nothing does. */
export type Command = readonly string[] | 'base' | null;

/** What a base image is known to bring. */
export interface BaseConfig {
  readonly entrypoint?: readonly string[] | null;
  readonly cmd?: readonly string[] | null;
}

/** What an image is told to be, apart from its files. What a base image may tell and the Dockerfile does not is absent. */
export interface ImageConfig {
  readonly entrypoint: Command;
  readonly cmd: Command;
  readonly shell: readonly string[];
  readonly user?: string;
  /** Absent also when it is relative to one of the base image. */
  readonly workdir?: string;
  readonly stopSignal?: string;
  readonly healthcheck?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly maintainer?: string;
  /** What ONBUILD puts off until an image is built on it. */
  readonly onbuild: readonly string[];
}

const defaultShell: readonly string[] = ['/bin/sh', '-c'];

/** The configuration of the image that a stage makes, with that of the stages below it. */
export function imageConfig(plan: BuildPlan, stage: Stage, base: BaseConfig = {}): ImageConfig {
  const chain = [stage];
  for (let { base: below } = stage; below.kind === 'stage';) {
    const next = plan.stages[below.stage];
    if (!next) break;
    chain.unshift(next);
    below = next.base;
  }
  const [root] = chain;
  const config = new Config(root?.base.kind === 'scratch', base);
  for (const { steps } of chain) config.build(steps);
  return config.told();
}

class Config {
  readonly #env = new Map<string, string>();
  readonly #labels = new Map<string, string>();
  readonly #ports = new Set<string>();
  readonly #volumes = new Set<string>();
  #onbuild: string[] = [];
  #shell = defaultShell;
  #entrypoint: Command;
  #cmd: Command;
  #workdir: string | undefined;
  #isCmdSet = false;
  #rest: Pick<ImageConfig, 'healthcheck' | 'maintainer' | 'stopSignal' | 'user'> = {};

  constructor(isScratch: boolean, base: BaseConfig) {
    this.#entrypoint = base.entrypoint !== undefined ? base.entrypoint : isScratch ? null : 'base';
    this.#cmd = base.cmd !== undefined ? base.cmd : isScratch ? null : 'base';
    this.#workdir = isScratch ? '/' : undefined;
  }

  build(steps: readonly Step[]): void {
    this.#isCmdSet = false;
    this.#onbuild = [];
    for (const step of steps) this.#take(step);
  }

  told(): ImageConfig {
    return {
      entrypoint: this.#entrypoint,
      cmd: this.#cmd,
      shell: this.#shell,
      ...this.#rest,
      ...(this.#workdir !== undefined && { workdir: this.#workdir }),
      env: Object.fromEntries(this.#env),
      labels: Object.fromEntries(this.#labels),
      ports: [...this.#ports],
      volumes: [...this.#volumes],
      onbuild: this.#onbuild,
    };
  }

  #take({ instruction, words, pairs }: Step): void {
    const [first = ''] = words;
    switch (instruction.keyword) {
      case 'CMD':
        this.#isCmdSet = true;
        this.#cmd = this.#commandOf(instruction.form, words);
        break;
      case 'ENTRYPOINT':
        this.#entrypoint = this.#commandOf(instruction.form, words);
        // The CMD of the base was meant for the entrypoint of the base.
        if (!this.#isCmdSet) this.#cmd = null;
        break;
      case 'ENV':
        for (const { name, value = '' } of pairs) this.#env.set(name, value);
        break;
      case 'EXPOSE':
        for (const port of words) this.#ports.add(port.includes('/') ? port.toLowerCase() : `${port}/tcp`);
        break;
      case 'HEALTHCHECK':
        this.#rest = { ...this.#rest, healthcheck: healthcheckOf(instruction.form, words) };
        break;
      case 'LABEL':
        for (const { name, value = '' } of pairs) this.#labels.set(name, value);
        break;
      case 'MAINTAINER':
        this.#rest = { ...this.#rest, maintainer: first };
        break;
      case 'ONBUILD':
        this.#onbuild.push(first);
        break;
      case 'SHELL':
        if (instruction.form === 'exec' && words.length > 0) this.#shell = words;
        break;
      case 'STOPSIGNAL':
        this.#rest = { ...this.#rest, stopSignal: first };
        break;
      case 'USER':
        this.#rest = { ...this.#rest, user: first };
        break;
      case 'VOLUME':
        for (const volume of words) this.#volumes.add(volume);
        break;
      case 'WORKDIR':
        this.#workdir = within(this.#workdir, first);
        break;
      default:
    }
  }

  /** The shell form is one word for the shell. */
  #commandOf(form: 'exec' | 'shell' | undefined, words: readonly string[]): Command {
    return form === 'exec' ? words : [...this.#shell, ...words];
  }
}

function healthcheckOf(
  form: 'exec' | 'shell' | undefined,
  [type = '', ...words]: readonly string[],
): readonly string[] {
  if (type === 'NONE') return ['NONE'];
  return [form === 'exec' ? 'CMD' : 'CMD-SHELL', ...words];
}

function within(directory: string | undefined, path: string): string | undefined {
  if (path.startsWith('/')) return cleanPath(path);
  return directory === undefined ? undefined : cleanPath(`${directory}/${path}`);
}
