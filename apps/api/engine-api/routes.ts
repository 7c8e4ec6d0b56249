import { buildRoutes } from './build/build.routes.js';
import { containerRoutes } from './containers/container.routes.js';
import { execRoutes } from './exec/exec.routes.js';
import { imageRoutes } from './images/image.routes.js';
import { networkRoutes } from './networks/network.routes.js';
import { pluginRoutes } from './plugins/plugin.routes.js';
import type { Route } from './route.js';
import { sessionRoutes } from './session/session.routes.js';
import { secretRoutes } from './swarm/secret.routes.js';
import { serviceRoutes } from './swarm/service.routes.js';
import { swarmRoutes } from './swarm/swarm.routes.js';
import { systemRoutes } from './system/system.routes.js';
import { volumeRoutes } from './volumes/volume.routes.js';

/** Every operation of the Engine API 1.41 to 1.51. A path of words stands before one with a name in its place. */
export const routes: readonly Route[] = [
  ...buildRoutes,
  ...containerRoutes,
  ...execRoutes,
  ...imageRoutes,
  ...networkRoutes,
  ...pluginRoutes,
  ...secretRoutes,
  ...serviceRoutes,
  ...sessionRoutes,
  ...swarmRoutes,
  ...systemRoutes,
  ...volumeRoutes,
];
