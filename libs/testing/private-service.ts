import { randomBytes } from 'node:crypto';
import { migrateTemplate } from './database.js';

/** Where a service keeps its data: as scripts/state.mjs knows it. */
interface Profile {
  readonly directory: string;
  readonly connections: number;
  readonly isDurable: boolean;
  readonly isOurs: boolean;
}

type Tell = (line: string) => void;
type Ensure = (profile: Profile, tell: Tell, docker?: Promise<unknown>) => Promise<{ readonly url: string }>;

/** What `./longshore` starts its own services with; it is plain JavaScript, with types in comments. */
interface Scripts {
  readonly discard: (profile: Profile) => void;
  readonly ensurePostgres: Ensure;
  readonly ensureRedis: Ensure;
  readonly openState: (profile: Profile) => void;
  readonly end: (profile: Profile, name: string, how: { readonly signal: NodeJS.Signals }) => Promise<boolean>;
  readonly stopPostgres: (profile: Profile) => Promise<boolean>;
  readonly stopRedis: (profile: Profile) => Promise<boolean>;
}

const scripts = new URL('../../scripts/', import.meta.url);

/** A Postgres or a Redis that a spec may crash: private to it, set up as `./longshore up` does, on loopback. */
export class PrivateService implements AsyncDisposable {
  private constructor(
    readonly url: string,
    private readonly name: 'postgres' | 'redis',
    private readonly profile: Profile,
    private readonly scripts: Scripts,
  ) {}

  static async start(name: 'postgres' | 'redis'): Promise<PrivateService> {
    const parts = ['account', 'background', 'services/postgres', 'services/redis', 'state'];
    const modules: object[] = await Promise.all(parts.map((part) => import(new URL(`${part}.mjs`, scripts).href)));
    const found = Object.assign({}, ...modules) as Scripts;
    const directory = new URL(`../.longshore/crash-${name}-${randomBytes(4).toString('hex')}`, scripts).pathname;
    const profile = { directory, connections: 100, isDurable: true, isOurs: true };
    found.openState(profile);
    const { url } = await start(found, name, profile);
    return new PrivateService(url, name, profile, found);
  }

  /** Ends it as a crash does: nothing is flushed, and all connections break. Resolves when it has ended. */
  async crash(): Promise<void> {
    // QUIT is Postgres' immediate shutdown: KILL would leave its other processes behind.
    await this.scripts.end(this.profile, this.name, { signal: this.name === 'postgres' ? 'SIGQUIT' : 'SIGKILL' });
  }

  /** Ends it in good order. */
  async stop(): Promise<void> {
    await (this.name === 'postgres' ? this.scripts.stopPostgres(this.profile) : this.scripts.stopRedis(this.profile));
  }

  /** Starts it again, with its data and where it was. */
  async startAgain(): Promise<void> {
    await start(this.scripts, this.name, this.profile);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.scripts.discard(this.profile);
  }
}

/** A private Postgres and, on it, a database with all migrations. */
export async function startPrivateDatabase(): Promise<{ readonly service: PrivateService; readonly url: string }> {
  const service = await PrivateService.start('postgres');
  const { url } = await migrateTemplate(service.url);
  return { service, url };
}

function start(scripts: Scripts, name: 'postgres' | 'redis', profile: Profile): Promise<{ readonly url: string }> {
  const tell = () => undefined;
  return name === 'postgres'
    ? scripts.ensurePostgres(profile, tell)
    : scripts.ensureRedis(profile, tell, Promise.resolve());
}
