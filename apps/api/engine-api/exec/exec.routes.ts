import { callBodies } from '#domain';
import { command, hijack, query } from '../define-route.js';
import type { Route } from '../route.js';

const { ContainerExec, ExecStart } = callBodies;

/** Programs that are run in containers. A start with `Detach` in its body is an ordinary answer. */
export const execRoutes = [
  command('ContainerExec', 'POST /containers/{container}/exec', 'exec.create', { body: ContainerExec }),
  query('ExecInspect', 'GET /exec/{exec}/json', 'read'),
  query('ExecResize', 'POST /exec/{exec}/resize', 'run', { job: 'resize', query: { h: 'int', w: 'int' } }),
  hijack('ExecStart', 'POST /exec/{exec}/start', 'exec.start', { body: ExecStart }),
] satisfies readonly Route[];
