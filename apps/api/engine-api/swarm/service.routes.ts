import { anything } from '#domain';
import { command, query, stream } from '../define-route.js';
import type { Route } from '../route.js';

const power = 'a service runs what it names on every host of the swarm, with any mount';
const update = { registryAuthFrom: 'text', rollback: 'text', version: 'int' } as const;
const logs = {
  query: {
    details: 'bool',
    follow: 'bool',
    since: 'text',
    stderr: 'bool',
    stdout: 'bool',
    tail: 'text',
    timestamps: 'bool',
  },
} as const;

/** The services of a swarm, and their tasks. */
export const serviceRoutes = [
  query('ServiceList', 'GET /services', 'read', { query: { filters: 'json', status: 'bool' } }),
  command('ServiceCreate', 'POST /services/create', 'service.create', { body: anything, power }),
  command('ServiceDelete', 'DELETE /services/{service}', 'service.rm', { power }),
  query('ServiceInspect', 'GET /services/{service}', 'read', { query: { insertDefaults: 'bool' } }),
  stream('ServiceLogs', 'GET /services/{service}/logs', 'logs', logs),
  command('ServiceUpdate', 'POST /services/{service}/update', 'service.update', {
    query: update,
    body: anything,
    power,
  }),
  query('TaskList', 'GET /tasks', 'read', { query: { filters: 'json' } }),
  query('TaskInspect', 'GET /tasks/{task}', 'read'),
  stream('TaskLogs', 'GET /tasks/{task}/logs', 'logs', logs),
] satisfies readonly Route[];
