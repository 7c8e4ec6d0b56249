import { callBodies } from '#domain';
import { command, query } from '../define-route.js';
import type { Route } from '../route.js';

/** Volumes. Only those of a swarm's storage can be changed. */
export const volumeRoutes = [
  query('VolumeList', 'GET /volumes', 'read', { query: { filters: 'json' } }),
  command('VolumeCreate', 'POST /volumes/create', 'volume.create', { body: callBodies.VolumeCreate }),
  command('VolumePrune', 'POST /volumes/prune', 'prune.volumes', { query: { filters: 'json' } }),
  command('VolumeDelete', 'DELETE /volumes/{volume}', 'volume.rm', { query: { force: 'bool' } }),
  query('VolumeInspect', 'GET /volumes/{volume}', 'read'),
  command('VolumeUpdate', 'PUT /volumes/{volume}', 'volume.update', {
    query: { version: 'int' },
    body: callBodies.VolumeUpdate,
    power: 'it changes the storage of a whole swarm',
  }),
] satisfies readonly Route[];
