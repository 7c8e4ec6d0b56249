import { expect, it } from 'vitest';
import { callArgs } from './call-args.js';
import { gistOf } from './call-gist.js';

type Request = Parameters<typeof gistOf>[1];

/** An operation, its request, and what it is about. */
const gists: readonly (readonly [string, Partial<Request>, object])[] = [
  ['ContainerCreate', { query: { name: 'web' }, body: { Image: 'app:1' } }, { name: 'web', image: 'app:1' }],
  [
    'ContainerCreate',
    {
      body: {
        Image: 'app',
        HostConfig: {
          NetworkMode: 'team',
          Binds: ['data:/data:ro', '/srv:/srv', '/anonymous'],
          Mounts: [
            { Type: 'volume', Source: 'more', Target: '/more' },
            { Type: 'tmpfs', Target: '/t' },
          ],
        },
      },
    },
    { image: 'app', network: 'team', volumes: ['data:/data:ro', 'more:/more'] },
  ],
  [
    'ContainerCreate',
    { body: { Image: 'app', NetworkingConfig: { EndpointsConfig: { team: {} } } } },
    { image: 'app', network: 'team' },
  ],
  ['ContainerKill', { path: { container: 'web' }, query: { signal: 'HUP' } }, { container: 'web', signal: 'HUP' }],
  ['ContainerRename', { path: { container: 'web' }, query: { name: 'api' } }, { container: 'web', name: 'api' }],
  ['ContainerStart', { path: { container: 'web' } }, { container: 'web' }],
  ['ContainerStop', { path: { container: 'web' }, query: { t: '1', signal: '' } }, { container: 'web' }],
  ['ImageBuild', { query: { t: ['a:1', ''], version: '1' } }, { builder: 'classic', tags: ['a:1'] }],
  [
    'ImageBuild',
    { query: { t: 'a', version: '2', target: 'test', networkmode: 'team' } },
    { builder: 'buildkit', tags: ['a'], target: 'test', network: 'team' },
  ],
  ['ImageCommit', { query: { container: 'web', repo: 'a', tag: '1' } }, { container: 'web', image: 'a:1' }],
  ['ImageCommit', { query: { container: 'web' } }, { container: 'web' }],
  ['ImageCreate', { query: { fromImage: 'busybox', tag: 'latest' } }, { image: 'busybox:latest' }],
  ['ImageCreate', { query: { fromImage: 'r:5000/a', tag: 'sha256:1f' } }, { image: 'r:5000/a@sha256:1f' }],
  ['ImageCreate', { query: { fromImage: 'r:5000/a:1', tag: '2' } }, { image: 'r:5000/a:2' }],
  ['ImageCreate', { query: { fromImage: 'busybox' } }, { image: 'busybox' }],
  ['ImageCreate', { query: { fromSrc: '-', repo: 'r:5000/a' } }, { image: 'r:5000/a:latest' }],
  ['ImageDelete', { path: { image: 'a:1' }, query: { force: '1' } }, { image: 'a:1' }],
  ['ImagePush', { path: { image: 'r:5000/a' }, query: { tag: '1' } }, { image: 'r:5000/a:1' }],
  ['ImageTag', { path: { image: 'a:1' }, query: { repo: 'b', tag: '2' } }, { image: 'a:1', target: 'b:2' }],
  ['ImageTag', { path: { image: 'a' }, query: { repo: 'b:3' } }, { image: 'a', target: 'b:3' }],
  ['NetworkConnect', { path: { network: 'n' }, body: { Container: 'web' } }, { network: 'n', container: 'web' }],
  ['NetworkCreate', { body: { Name: 'n' } }, { name: 'n' }],
  ['NetworkDisconnect', { path: { network: 'n' }, body: { Container: 'web' } }, { network: 'n', container: 'web' }],
  ['PluginPull', { query: { remote: 'a/b' }, body: [] }, { plugin: 'a/b' }],
  ['SystemAuth', { body: { serveraddress: 'r:5000', password: 'hunter2' } }, { name: 'r:5000' }],
  ['VolumeCreate', { body: {} }, {}],
  ['VolumeCreate', { body: { Name: 'data' } }, { name: 'data' }],
];

it.each(gists)('%s with %j is about %j', (call, request, gist) => {
  const told = gistOf(call, { path: {}, query: {}, ...request });
  expect(told).toEqual(gist);
  expect(callArgs.parse({ call, request: 'POST /', ...told })).toMatchObject(gist);
});
