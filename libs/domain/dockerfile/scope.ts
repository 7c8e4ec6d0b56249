import type { Variable } from './substitute.js';

/** Build arguments that every build may be given without an ARG. */
const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'];
export const predefinedArgs: ReadonlySet<string> = new Set([
  ...proxies,
  ...proxies.map((name) => name.toLowerCase()),
  'SOURCE_DATE_EPOCH',
]);

/** Arguments that BuildKit sets: in the global scope at once, in a stage once it declares them. */
export const platformArgs: ReadonlySet<string> = new Set(
  ['BUILD', 'TARGET'].flatMap((side) => ['PLATFORM', 'OS', 'ARCH', 'VARIANT'].map((part) => side + part)),
);

/** What the engine sets where nothing else does. */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The arguments before the first FROM. They count in FROM alone, and where a stage declares them again. */
export class GlobalScope {
  readonly #args = new Map<string, Variable>();

  constructor(private readonly given: Readonly<Record<string, string>>) {}

  /** Declares an ARG; what the build was given wins over its default. */
  declare(name: string, standard: Variable | undefined): void {
    const given = this.givenOf(name);
    this.#args.set(name, given ?? standard ?? 'unset');
  }

  variable(name: string): Variable {
    return this.#args.get(name) ?? (platformArgs.has(name) ? (this.givenOf(name) ?? 'unknown') : 'undeclared');
  }

  givenOf(name: string): Variable | undefined {
    return Object.hasOwn(this.given, name) ? { value: this.given[name] ?? '' } : undefined;
  }

  get names(): readonly string[] {
    return [...this.#args.keys()];
  }
}

/** The variables of a stage: its own, and those of the stage that it is built on. ENV wins over ARG. */
export class StageScope {
  readonly #env = new Map<string, Variable>();
  readonly #args = new Map<string, Variable>();

  constructor(
    private readonly globals: GlobalScope,
    /** What it is built on: a stage, nothing, or an image whose variables are not known. */
    private readonly base: StageScope | 'scratch' | 'image',
  ) {}

  setEnv(name: string, value: Variable): void {
    this.#env.set(name, value);
  }

  /** Declares an ARG: what the build was given, else its default, else what the global ARG has. */
  declare(name: string, standard: Variable | undefined): void {
    const inherited = this.globals.variable(name);
    const otherwise = platformArgs.has(name)
      ? 'unknown'
      : (standard ?? (inherited === 'undeclared' ? 'unset' : inherited));
    this.#args.set(name, this.globals.givenOf(name) ?? otherwise);
  }

  variable(name: string): Variable {
    return this.#find(name, (scope) => scope.#env) ?? this.#find(name, (scope) => scope.#args) ?? this.#beyond(name);
  }

  /** The arguments that count here, each with what is known of it. */
  get args(): ReadonlyMap<string, Variable> {
    return this.#args;
  }

  #find(name: string, table: (scope: StageScope) => ReadonlyMap<string, Variable>): Variable | undefined {
    const own = table(this).get(name);
    if (own !== undefined || typeof this.base === 'string') return own;
    return this.base.#find(name, table);
  }

  #beyond(name: string): Variable {
    let { base } = this;
    while (typeof base === 'object') base = base.base;
    if (base === 'image' || predefinedArgs.has(name)) return 'unknown';
    return name === 'PATH' ? { value: defaultPath } : 'undeclared';
  }
}
