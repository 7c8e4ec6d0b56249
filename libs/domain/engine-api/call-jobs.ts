import { callArgs } from './call-args.js';

/** What the engine answered to a request of its API. */
export interface CallResult {
  /** HTTP's. */
  readonly status: number;
  /** What it answered in JSON; of a stream nothing. */
  readonly body?: unknown;
  /** Of a stream: what went from the client to the engine, and back. */
  readonly bytesIn?: number;
  readonly bytesOut?: number;
  /** What it made, by the engine's own ids; of a volume the name. */
  readonly container?: string;
  readonly image?: string;
  readonly network?: string;
  readonly volume?: string;
}

/** Job names that come through the Docker Engine API alone. Those that both front doors know are among `jobTypes`. */
export const callJobs = {
  attach: call('run', 'light'),
  'build.cancel': call('build', 'light'),
  commit: call('image', 'light'),
  'config.create': call('host', 'light'),
  'config.rm': call('host', 'light'),
  'config.update': call('host', 'light'),
  cp: call('run', 'light'),
  events: call('read', 'light'),
  'exec.create': call('run', 'light'),
  'exec.start': call('run', 'light'),
  grpc: call('build', 'light'),
  import: call('image', 'light'),
  load: call('image', 'light'),
  login: call('image', 'light'),
  logs: call('read', 'light'),
  'node.rm': call('host', 'light'),
  'node.update': call('host', 'light'),
  pause: call('run', 'light'),
  'plugin.create': call('host', 'light'),
  'plugin.disable': call('host', 'light'),
  'plugin.enable': call('host', 'light'),
  'plugin.install': call('host', 'heavy'),
  'plugin.push': call('host', 'heavy'),
  'plugin.rm': call('host', 'light'),
  'plugin.set': call('host', 'light'),
  'plugin.upgrade': call('host', 'heavy'),
  'prune.builds': call('build', 'light'),
  query: call('read', 'light'),
  rename: call('run', 'light'),
  resize: call('run', 'light'),
  'secret.create': call('host', 'light'),
  'secret.rm': call('host', 'light'),
  'secret.update': call('host', 'light'),
  'service.create': call('host', 'light'),
  'service.rm': call('host', 'light'),
  'service.update': call('host', 'light'),
  session: call('build', 'light'),
  stats: call('read', 'light'),
  'swarm.init': call('host', 'light'),
  'swarm.join': call('host', 'light'),
  'swarm.leave': call('host', 'light'),
  'swarm.unlock': call('host', 'light'),
  'swarm.update': call('host', 'light'),
  unpause: call('run', 'light'),
  update: call('run', 'light'),
  'volume.update': call('host', 'light'),
} as const;

export type CallJobName = keyof typeof callJobs;

function call<Right extends string, Lane extends string>(right: Right, lane: Lane) {
  return { args: callArgs, right, lane };
}
