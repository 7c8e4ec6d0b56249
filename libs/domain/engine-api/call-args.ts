import { z } from 'zod';

const ref = z.string().min(1).max(1_000);
const text = z.string().max(1_000_000);

/** What an operation's path can name. */
const path = {
  config: ref.optional(),
  container: ref.optional(),
  exec: ref.optional(),
  image: ref.optional(),
  network: ref.optional(),
  node: ref.optional(),
  plugin: ref.optional(),
  secret: ref.optional(),
  service: ref.optional(),
  task: ref.optional(),
  volume: ref.optional(),
};

/** What a request is about, in the words that REST has for it, wherever in the request it stood. */
const gist = {
  ...path,
  builder: z.enum(['classic', 'buildkit']).optional(),
  name: ref.optional(),
  signal: z.string().max(100).optional(),
  tags: z.array(ref).optional(),
  target: ref.optional(),
  /** Named volumes, as `name:/path`. */
  volumes: z.array(z.string().max(10_000)).optional(),
};

/**
 * The arguments of a job that came as a request of the Engine API: decoded once, and judged. The request that the engine gets is written
 * from them alone.
 */
export const callArgs = z.strictObject({
  /** The operation, as in Docker's specification: `ContainerStart`. */
  call: z.string().max(100),
  /** Its method and path: `POST /containers/{container}/start`. */
  request: z.string().max(300),
  ...gist,
  query: z.record(z.string(), z.union([text, z.array(text)])).default({}),
  body: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]).optional(),
  /** Who the client is to registries: the JSON in `X-Registry-Auth` or `X-Registry-Config`, sealed as a whole. */
  registryAuth: text.optional(),
});

/** A checked call. */
export type CallArgs = z.output<typeof callArgs>;

/** What an operation's path names. */
export type CallPath = { readonly [Name in keyof typeof path]?: string };

/** What a call is about. */
export type CallGist = Pick<CallArgs, keyof typeof gist>;

/** Whether a job came as a request of the Engine API. */
export function isCall(args: object): args is CallArgs {
  return 'call' in args;
}
