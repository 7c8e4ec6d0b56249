import { anything } from '#domain';
import { command, query } from '../define-route.js';
import type { Route } from '../route.js';

const power = 'it changes what the services of a whole swarm are told';

/** The configs and secrets of a swarm. The engine never shows what is in a secret. */
export const secretRoutes = [
  query('ConfigList', 'GET /configs', 'read', { query: { filters: 'json' } }),
  command('ConfigCreate', 'POST /configs/create', 'config.create', { body: anything, power }),
  command('ConfigDelete', 'DELETE /configs/{config}', 'config.rm', { power }),
  query('ConfigInspect', 'GET /configs/{config}', 'read'),
  command('ConfigUpdate', 'POST /configs/{config}/update', 'config.update', {
    query: { version: 'int' },
    body: anything,
    power,
  }),
  query('SecretList', 'GET /secrets', 'read', { query: { filters: 'json' } }),
  command('SecretCreate', 'POST /secrets/create', 'secret.create', { body: anything, power }),
  command('SecretDelete', 'DELETE /secrets/{secret}', 'secret.rm', { power }),
  query('SecretInspect', 'GET /secrets/{secret}', 'read'),
  command('SecretUpdate', 'POST /secrets/{secret}/update', 'secret.update', {
    query: { version: 'int' },
    body: anything,
    power,
  }),
] satisfies readonly Route[];
