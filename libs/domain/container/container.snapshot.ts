import { z } from 'zod';

/** A container's place on a network. */
export const endpoint = z.strictObject({
  /** The network's id; empty while the container has not been started since it was connected. */
  network: z.string(),
  name: z.string(),
  ipv4: z.string().optional(),
  prefix: z.int().optional(),
  ipv6: z.string().optional(),
  gateway: z.string().optional(),
  mac: z.string().optional(),
  /** Names beside the container's own, as Docker keeps them; its short id is among them on custom networks. */
  aliases: z.array(z.string()),
});

/** A port of a container that is, or is to be, reached through the host. */
export const publishedPort = z.strictObject({
  container: z.int(),
  protocol: z.string(),
  ip: z.string(),
  /** 0: the engine chooses one when the container starts. */
  host: z.int(),
});

export const containerMount = z.strictObject({
  type: z.string(),
  /** Of a volume. */
  name: z.string().optional(),
  source: z.string(),
  destination: z.string(),
  mode: z.string(),
  writable: z.boolean(),
});

/** What a container was at a moment. */
export const containerSnapshot = z.strictObject({
  /** 64 hexadecimal digits. */
  id: z.string(),
  name: z.string(),
  /** The image's id. */
  image: z.string(),
  /** The image as it was named when the container was made. */
  imageName: z.string(),
  createdAt: z.string(),
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`. */
  state: z.string(),
  exitCode: z.int(),
  oomKilled: z.boolean(),
  /** Why it could not be started. */
  error: z.string().optional(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  health: z.string().optional(),
  /** `no`, `always`, `unless-stopped` or `on-failure`. */
  restart: z.string(),
  /** Its engine removes it when it has ended (`--rm`). */
  autoRemove: z.literal(true).optional(),
  /** `bridge`, `host`, `none`, `container:<id>` or a network's name. */
  networkMode: z.string(),
  endpoints: z.array(endpoint),
  /** Published now; empty unless it runs. */
  ports: z.array(publishedPort),
  /** To be published whenever it runs. */
  portBindings: z.array(publishedPort),
  mounts: z.array(containerMount),
  /** The job that its label names. A label proves nothing by itself. */
  job: z.string().optional(),
  /** What proves that label. */
  signature: z.string().optional(),
  /** Digest of the bulky rest ({@link ContainerDetail}), recorded as content; absent when it could not be inspected. */
  detail: z.string().optional(),
});

export type Endpoint = z.output<typeof endpoint>;
export type PublishedPort = z.output<typeof publishedPort>;
export type ContainerSnapshot = z.output<typeof containerSnapshot>;

/** The bulky part of a container: as the engine tells it, without what differs between like ones (own label, host name by id). */
export interface ContainerDetail {
  readonly config: Readonly<Record<string, unknown>>;
  readonly hostConfig: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly args: readonly string[];
  readonly driver: string;
  readonly platform: string;
}

/** Whether it has processes. */
export function isUp({ state }: Pick<ContainerSnapshot, 'state'>): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting';
}
