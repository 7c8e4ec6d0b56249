import { callBodies } from '#domain';
import { command, query, upload } from '../define-route.js';
import type { Route } from '../route.js';

const list = {
  all: 'bool',
  digests: 'bool',
  filters: 'json',
  manifests: 'bool',
  only_ids: 'ignored',
  'shared-size': 'bool',
} as const;
const name = { repo: 'text', tag: 'text' } as const;
const pull = { fromImage: 'text', platform: 'text', ...name } as const;
const importing = { changes: 'list', fromSrc: 'text', message: 'text', platform: 'text', ...name } as const;
const commit = {
  query: { ...name, author: 'text', changes: 'list', comment: 'text', container: 'text', pause: 'bool' },
  body: callBodies.ImageCommit,
} as const;

/** Images. A search, and a look at what a registry has, let the engine ask a registry of the client's choice: they need the right to pull. */
export const imageRoutes = [
  command('ImageCommit', 'POST /commit', 'commit', commit),
  query('DistributionInspect', 'GET /distribution/{image}/json', 'image'),
  upload('ImageCreate', 'POST /images/create', 'import', { having: 'fromSrc', query: importing }),
  command('ImageCreate', 'POST /images/create', 'pull', { query: pull }),
  query('ImageGetAll', 'GET /images/get', 'read', { isBulky: true, query: { names: 'list', platform: 'json' } }),
  query('ImageList', 'GET /images/json', 'read', { query: list }),
  upload('ImageLoad', 'POST /images/load', 'load', { query: { platform: 'json', quiet: 'bool' } }),
  command('ImagePrune', 'POST /images/prune', 'prune.images', { query: { filters: 'json' } }),
  query('ImageSearch', 'GET /images/search', 'image', { query: { filters: 'json', limit: 'int', term: 'text' } }),
  command('ImageDelete', 'DELETE /images/{image}', 'rmi', {
    query: { force: 'bool', noprune: 'bool', platforms: 'list' },
  }),
  query('ImageGet', 'GET /images/{image}/get', 'read', { isBulky: true, query: { platform: 'json' } }),
  query('ImageHistory', 'GET /images/{image}/history', 'read', { query: { platform: 'json' } }),
  query('ImageInspect', 'GET /images/{image}/json', 'read', { query: { manifests: 'bool', platform: 'json' } }),
  command('ImagePush', 'POST /images/{image}/push', 'push', { query: { platform: 'json', tag: 'text' } }),
  command('ImageTag', 'POST /images/{image}/tag', 'tag', { query: { force: 'ignored', ...name } }),
] satisfies readonly Route[];
