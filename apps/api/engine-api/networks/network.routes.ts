import { callBodies } from '#domain';
import { command, query } from '../define-route.js';
import type { Route } from '../route.js';

const { NetworkConnect, NetworkCreate, NetworkDisconnect } = callBodies;

/** Networks. */
export const networkRoutes = [
  query('NetworkList', 'GET /networks', 'read', { query: { filters: 'json' } }),
  command('NetworkCreate', 'POST /networks/create', 'network.create', { body: NetworkCreate }),
  command('NetworkPrune', 'POST /networks/prune', 'prune.networks', { query: { filters: 'json' } }),
  command('NetworkDelete', 'DELETE /networks/{network}', 'network.rm'),
  query('NetworkInspect', 'GET /networks/{network}', 'read', { query: { scope: 'text', verbose: 'bool' } }),
  command('NetworkConnect', 'POST /networks/{network}/connect', 'network.connect', { body: NetworkConnect }),
  command('NetworkDisconnect', 'POST /networks/{network}/disconnect', 'network.disconnect', {
    body: NetworkDisconnect,
  }),
] satisfies readonly Route[];
