import { command } from '../define-route.js';
import type { Route } from '../route.js';

const limits = {
  cgroupparent: 'text',
  cpuperiod: 'int',
  cpuquota: 'int',
  cpusetcpus: 'text',
  cpusetmems: 'text',
  cpushares: 'int',
  isolation: 'text',
  memory: 'int',
  memswap: 'int',
  securityopt: 'list',
  shmsize: 'int',
  ulimits: 'json',
} as const;

const build = {
  ...limits,
  buildargs: 'json',
  buildid: 'text',
  cachefrom: 'json',
  dockerfile: 'text',
  extrahosts: 'list',
  forcerm: 'bool',
  labels: 'json',
  networkmode: 'text',
  nocache: 'bool',
  outputs: 'json',
  platform: 'text',
  pull: 'bool',
  q: 'bool',
  remote: 'text',
  rm: 'bool',
  session: 'text',
  squash: 'bool',
  t: 'list',
  target: 'text',
  version: 'text',
} as const;

const prune = {
  all: 'bool',
  filters: 'json',
  'keep-storage': 'int',
  'max-used-space': 'int',
  'min-free-space': 'int',
  'reserved-space': 'int',
} as const;

/** Builds. The body is the context, a tar. */
export const buildRoutes = [
  command('ImageBuild', 'POST /build', 'build', { query: build }),
  command('BuildCancel', 'POST /build/cancel', 'build.cancel', { query: { id: 'text' } }),
  command('BuildPrune', 'POST /build/prune', 'prune.builds', { query: prune }),
] satisfies readonly Route[];
