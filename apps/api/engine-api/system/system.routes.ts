import { callBodies } from '#domain';
import { query, stream } from '../define-route.js';
import type { Route } from '../route.js';

/** The engine itself. */
export const systemRoutes = [
  query('SystemPing', 'GET /_ping', 'read'),
  query('SystemPingHead', 'HEAD /_ping', 'read'),
  // Its answer holds a token for the registry: it goes to the client, and is kept nowhere.
  stream('SystemAuth', 'POST /auth', 'login', { body: callBodies.SystemAuth }),
  stream('SystemEvents', 'GET /events', 'events', { query: { filters: 'json', since: 'text', until: 'text' } }),
  query('SystemInfo', 'GET /info', 'read'),
  query('SystemDataUsage', 'GET /system/df', 'read', { query: { type: 'list' } }),
  query('SystemVersion', 'GET /version', 'read'),
] satisfies readonly Route[];
