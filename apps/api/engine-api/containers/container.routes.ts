import { callBodies } from '#domain';
import { command, hijack, query, stream, upload } from '../define-route.js';
import type { Route } from '../route.js';

const list = {
  all: 'bool',
  before: 'text',
  filters: 'json',
  limit: 'int',
  since: 'text',
  size: 'bool',
  trunc_cmd: 'ignored',
} as const;
const streams = { logs: 'bool', stderr: 'bool', stdin: 'bool', stdout: 'bool', stream: 'bool' } as const;
const interval = { follow: 'bool', since: 'text', tail: 'text', timestamps: 'bool', until: 'text' } as const;
const attach = { query: { detachKeys: 'text', ...streams } } as const;
const logs = { query: { details: 'bool', stderr: 'bool', stdout: 'bool', ...interval } } as const;
const stats = { query: { 'one-shot': 'bool', stream: 'bool' } } as const;
const files = { query: { copyUIDGID: 'bool', noOverwriteDirNonDir: 'bool', path: 'text' } } as const;
const end = { query: { signal: 'text', t: 'int' } } as const;
const { ContainerCreate, ContainerUpdate } = callBodies;

/** Containers. What is inside one is for those who may run: its files may be secrets. */
export const containerRoutes = [
  query('ContainerList', 'GET /containers/json', 'read', { query: list }),
  command('ContainerCreate', 'POST /containers/create', 'create', {
    query: { name: 'text', platform: 'text' },
    body: ContainerCreate,
  }),
  command('ContainerPrune', 'POST /containers/prune', 'prune.containers', { query: { filters: 'json' } }),
  command('ContainerDelete', 'DELETE /containers/{container}', 'rm', {
    query: { force: 'bool', link: 'bool', v: 'bool' },
  }),
  query('ContainerArchiveInfo', 'HEAD /containers/{container}/archive', 'run', { query: { path: 'text' } }),
  stream('ContainerArchive', 'GET /containers/{container}/archive', 'cp', {
    isBulky: true,
    query: { path: 'text' },
  }),
  upload('PutContainerArchive', 'PUT /containers/{container}/archive', 'cp', files),
  hijack('ContainerAttach', 'POST /containers/{container}/attach', 'attach', {
    query: { ...attach.query, hijack: 'ignored' }, // dockerode tells on what it was told
  }),
  hijack('ContainerAttachWebsocket', 'GET /containers/{container}/attach/ws', 'attach', attach),
  query('ContainerChanges', 'GET /containers/{container}/changes', 'read'),
  query('ContainerExport', 'GET /containers/{container}/export', 'run', { isBulky: true }),
  query('ContainerInspect', 'GET /containers/{container}/json', 'read', { query: { size: 'bool' } }),
  command('ContainerKill', 'POST /containers/{container}/kill', 'kill', { query: { signal: 'text' } }),
  stream('ContainerLogs', 'GET /containers/{container}/logs', 'logs', logs),
  command('ContainerPause', 'POST /containers/{container}/pause', 'pause'),
  command('ContainerRename', 'POST /containers/{container}/rename', 'rename', { query: { name: 'text' } }),
  query('ContainerResize', 'POST /containers/{container}/resize', 'run', {
    job: 'resize',
    query: { h: 'int', w: 'int' },
  }),
  command('ContainerRestart', 'POST /containers/{container}/restart', 'restart', end),
  command('ContainerStart', 'POST /containers/{container}/start', 'start', { query: { detachKeys: 'text' } }),
  stream('ContainerStats', 'GET /containers/{container}/stats', 'stats', stats),
  command('ContainerStop', 'POST /containers/{container}/stop', 'stop', end),
  query('ContainerTop', 'GET /containers/{container}/top', 'read', { query: { ps_args: 'text' } }),
  command('ContainerUnpause', 'POST /containers/{container}/unpause', 'unpause'),
  command('ContainerUpdate', 'POST /containers/{container}/update', 'update', { body: ContainerUpdate }),
  stream('ContainerWait', 'POST /containers/{container}/wait', 'wait', { query: { condition: 'text' } }),
] satisfies readonly Route[];
