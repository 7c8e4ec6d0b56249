import { anything } from '#domain';
import { command, query } from '../define-route.js';
import type { Route } from '../route.js';

const power = 'it decides over a whole swarm of hosts';
const rotations = { rotateManagerToken: 'bool', rotateManagerUnlockKey: 'bool', rotateWorkerToken: 'bool' } as const;

/** The swarm, and its nodes. Its inspection shows the tokens with which a host joins it. */
export const swarmRoutes = [
  query('NodeList', 'GET /nodes', 'read', { query: { filters: 'json' } }),
  command('NodeDelete', 'DELETE /nodes/{node}', 'node.rm', { query: { force: 'bool' }, power }),
  query('NodeInspect', 'GET /nodes/{node}', 'read'),
  command('NodeUpdate', 'POST /nodes/{node}/update', 'node.update', {
    query: { version: 'int' },
    body: anything,
    power,
  }),
  query('SwarmInspect', 'GET /swarm', 'host'),
  command('SwarmInit', 'POST /swarm/init', 'swarm.init', { body: anything, power }),
  command('SwarmJoin', 'POST /swarm/join', 'swarm.join', { body: anything, power }),
  command('SwarmLeave', 'POST /swarm/leave', 'swarm.leave', { query: { force: 'bool' }, power }),
  command('SwarmUnlock', 'POST /swarm/unlock', 'swarm.unlock', { body: anything, power }),
  query('SwarmUnlockkey', 'GET /swarm/unlockkey', 'host'),
  command('SwarmUpdate', 'POST /swarm/update', 'swarm.update', {
    query: { ...rotations, version: 'int' },
    body: anything,
    power,
  }),
] satisfies readonly Route[];
