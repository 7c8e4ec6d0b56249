import type { Handlers } from '../handler.js';
import { buildHandler } from './build.handler.js';
import { createHandler } from './create.handler.js';
import { execHandler } from './exec.handler.js';
import { killHandler } from './kill.handler.js';
import { networkConnectHandler } from './network-connect.handler.js';
import { networkCreateHandler } from './network-create.handler.js';
import { networkDisconnectHandler } from './network-disconnect.handler.js';
import { networkRmHandler } from './network-rm.handler.js';
import { pruneHandlers } from './prune.handler.js';
import { publishHandler } from './publish.handler.js';
import { pullHandler } from './pull.handler.js';
import { pushHandler } from './push.handler.js';
import { restartHandler } from './restart.handler.js';
import { rmHandler } from './rm.handler.js';
import { rmiHandler } from './rmi.handler.js';
import { runHandler } from './run.handler.js';
import { startHandler } from './start.handler.js';
import { stopHandler } from './stop.handler.js';
import { tagHandler } from './tag.handler.js';
import { volumeCreateHandler } from './volume-create.handler.js';
import { volumeRmHandler } from './volume-rm.handler.js';
import { waitHandler } from './wait.handler.js';

/** What each job name does. A name without a handler does not compile. */
export const handlers: Handlers = {
  build: buildHandler,
  create: createHandler,
  exec: execHandler,
  kill: killHandler,
  'network.connect': networkConnectHandler,
  'network.create': networkCreateHandler,
  'network.disconnect': networkDisconnectHandler,
  'network.rm': networkRmHandler,
  'prune.containers': pruneHandlers.containers,
  'prune.images': pruneHandlers.images,
  'prune.networks': pruneHandlers.networks,
  'prune.volumes': pruneHandlers.volumes,
  publish: publishHandler,
  pull: pullHandler,
  push: pushHandler,
  restart: restartHandler,
  rm: rmHandler,
  rmi: rmiHandler,
  run: runHandler,
  start: startHandler,
  stop: stopHandler,
  tag: tagHandler,
  'volume.create': volumeCreateHandler,
  'volume.rm': volumeRmHandler,
  wait: waitHandler,
};
