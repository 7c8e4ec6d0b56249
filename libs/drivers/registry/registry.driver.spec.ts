import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Host } from '#engine';
import { collect, registryContract, withBusybox } from '#testing/contracts';
import { openHosts, parseHostsConfig } from '../index.js';

const host = openHosts(parseHostsConfig({ DOCKER_HOST: process.env['DOCKER_HOST'] })).get('local') as Host;

describe('through a Docker Engine', () => {
  registryContract(async () => ({
    open: fromEnv('LONGSHORE_TEST_REGISTRY'),
    closed: fromEnv('LONGSHORE_TEST_PRIVATE_REGISTRY'),
    credentials: { username: 'longshore', password: fromEnv('LONGSHORE_TEST_PRIVATE_REGISTRY_PASSWORD') },
    ...(await withBusybox(host)),
  }));

  it('an aborted pull is ended by the engine too: it hangs up on the layer that it was reading', async () => {
    const asked = Promise.withResolvers<ServerResponse>();
    const slow = createServer(({ url = '' }, response) => {
      if (url.endsWith(layer)) asked.resolve(response);
      else if (url.includes('/blobs/')) return;
      else if (url.includes('/manifests/'))
        response.setHeader('Content-Type', manifest.mediaType).end(JSON.stringify(manifest));
      else response.end('{}');
    });
    await once(slow.listen(0, '127.0.0.1'), 'listening');
    const { port } = slow.address() as AddressInfo;
    const abort = new AbortController();
    const pulling = host.registry.pullImage({ ref: `127.0.0.1:${port}/team/app:1` }, collect(abort.signal));
    pulling.catch(() => {});
    const download = await asked.promise;
    // A byte now and then: engine 20.10 notices the abort when it reads the next one.
    const trickle = setInterval(() => download.write('x'), 20);
    const hungUp = once(download, 'close');
    const reason = new Error('never mind');
    abort.abort(reason);
    await expect(pulling).rejects.toBe(reason);
    await hungUp;
    clearInterval(trickle);
    slow.closeAllConnections();
    slow.close();
  });
});

const layer = `sha256:${'2'.repeat(64)}`;

const manifest = {
  schemaVersion: 2,
  mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
  config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: 2, digest: `sha256:${'1'.repeat(64)}` },
  layers: [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', size: 1_000_000, digest: layer }],
};

function fromEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run "./longshore test", which starts the registries`);
  return value;
}
