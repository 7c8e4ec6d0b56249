import { createHash } from 'node:crypto';
import { type ContainerDetail, type ImageDetail, type Job, secretName } from '#domain';
import { replaceIn, type SecretStore } from '#engine';
import canonicalize from 'canonicalize';

/** Bulky detail as it is recorded, and its digest. */
export interface Content {
  /** SHA-256 of the canonical JSON, 64 hexadecimal digits. */
  readonly digest: string;
  readonly content: Record<string, unknown>;
}

/** An event has room for so many bytes, of which some are needed for the rest of it. */
const maxBytes = 240_000;

/** Takes secrets out of what engines tell: those of live jobs, those that a job marked, and variables that are named like one. */
export class Concealer {
  constructor(private readonly secrets: SecretStore) {}

  /**
   * The detail of a container, without the secrets of those who may have put some in; undefined when that cannot be told any
   * more, since they are gone.
   */
  async container(detail: ContainerDetail, makers: readonly Job[]): Promise<Content | undefined> {
    const secretive = makers.filter((job) => job.secrets !== undefined);
    const secrets = await this.#of(secretive);
    if (secretive.length > 0 && secrets.length === 0) return undefined;
    return contentOf(this.#conceal({ ...detail, config: this.#withoutSecretEnv(detail.config) }, secrets));
  }

  /** The detail of an image, without secrets. */
  async image(detail: ImageDetail, live: readonly Job[]): Promise<Content> {
    const named = {
      ...detail,
      config: this.#withoutSecretEnv(detail.config),
      layers: detail.layers.map((layer) => ({
        ...layer,
        ...(layer.instruction !== undefined && { instruction: withoutSecretArguments(layer.instruction) }),
      })),
      history: detail.history.map((step) => ({ ...step, instruction: withoutSecretArguments(step.instruction) })),
    };
    return contentOf(this.#conceal(named, await this.#of(live)));
  }

  async #of(jobs: readonly Job[]): Promise<readonly string[]> {
    const ids = [...new Set(jobs.map(({ id }) => id))];
    return (await Promise.all(ids.map((id) => this.secrets.get(id)))).flat();
  }

  #conceal<Detail extends object>(detail: Detail, secrets: readonly string[]): Detail {
    return replaceIn(detail, new Map(secrets.map((secret) => [secret, this.secrets.fingerprint(secret)])));
  }

  #withoutSecretEnv<Config extends Readonly<Record<string, unknown>>>(config: Config): Config {
    const { Env: env } = config;
    if (!Array.isArray(env)) return config;
    return { ...config, Env: env.map((entry) => this.#withoutSecret(String(entry))) };
  }

  #withoutSecret(entry: string): string {
    const at = entry.indexOf('=');
    const [name, value] = [entry.slice(0, at), entry.slice(at + 1)];
    return at > 0 && value !== '' && secretName.test(name) ? `${name}=${this.secrets.fingerprint(value)}` : entry;
  }
}

/** The arguments of a build stand in front of each step that could use them; whichever of them is secret, nobody knows for ever. */
const buildArguments = /^\|\d+ .*?(?= \/\S+ -\w+ |$)/s;

/** A variable that is named like a secret: in the instruction that sets it, to its end. */
const secretVariable = new RegExp(`(\\b\\w*(?:${secretName.source})\\w*[= ]).*`, 'is');

/** The instruction without values of build arguments, and without what is named like a secret. */
function withoutSecretArguments(instruction: string): string {
  return instruction.replace(buildArguments, '|***').replace(secretVariable, '$1***');
}

function contentOf(detail: object): Content {
  const whole = wellFormed(detail) as Record<string, unknown>;
  const canonical = canonicalize(whole) ?? '';
  const digest = createHash('sha256').update(canonical).digest('hex');
  const bytes = Buffer.byteLength(canonical);
  return { digest, content: bytes > maxBytes ? { omitted: `${bytes} bytes are too many to record` } : whole };
}

/** The same, with every text as the log can hold it, and without what is undefined. */
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\uFFFD');
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([key, field]) => [wellFormed(key), wellFormed(field)]));
}
