import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Host } from '#engine';
import { openHosts, parseHostsConfig } from './index.js';

function openOne(url: string, env: Readonly<Record<string, string>> = {}): Host {
  return openHosts(new Map([['one', url]]), env).get('one') as Host;
}

describe('opened hosts', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('say of themselves what they are', async () => {
    const host = openHosts(parseHostsConfig({ DOCKER_HOST: process.env['DOCKER_HOST'] })).get('local');
    expect(host).toMatchObject({ name: 'local', url: process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock' });
    expect(await host?.info()).toMatchObject({
      os: 'linux',
      apiVersion: expect.stringMatching(/^1\.\d+$/),
      cpus: expect.any(Number),
    });
  });

  it('are unreachable when nobody listens', async () => {
    for (const url of ['unix:///nowhere/docker.sock', 'tcp://127.0.0.1:1', 'http://[::1]:1']) {
      const unreachable = {
        kind: 'unavailable',
        code: 'host-unreachable',
        message: expect.stringContaining(`Host "one" at ${url}`),
      };
      await expect(openOne(url).info()).rejects.toMatchObject(unreachable);
      await expect(openOne(url).exec.waitContainer('x', new AbortController().signal)).rejects.toMatchObject(
        unreachable,
      );
      await expect(openOne(url).exec.inspectContainer('x')).rejects.toMatchObject(unreachable);
    }
  });

  it('are unreachable when the connection breaks in the middle', async () => {
    const server = createSocketServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"Cont')),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(openOne(`tcp://127.0.0.1:${port}`).info()).rejects.toMatchObject({ code: 'host-unreachable' });
    server.close();
  });

  it('are not led astray by DOCKER_HOST', async () => {
    vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:1');
    vi.stubEnv('DOCKER_CLIENT_TIMEOUT', '1');
    expect(await openOne('unix:///var/run/docker.sock').info()).toMatchObject({ os: 'linux' });
  });

  it('tell an engine that speaks no longer, or not yet, the version', async () => {
    await expect(openOne('unix:///var/run/docker.sock', { DOCKER_API_VERSION: '9.99' }).info()).rejects.toMatchObject({
      kind: 'invalid',
      code: 'host-refused',
    });
  });

  it.each(['ssh://me@b', 'docker.sock', 'unix://docker.sock', 'tcp://', 'tcp://me:secret@b:2375', 'ftp://b', ''])(
    'refuse the URL %j and say what to write',
    (url) => {
      expect(() => openOne(url)).toThrowError(
        expect.objectContaining({
          kind: 'invalid',
          code: 'hosts-invalid',
          message: expect.stringMatching(/^Host "one": .*(write|leave)/),
        }),
      );
      expect(() => openOne(url)).not.toThrowError(/secret/);
    },
  );

  it('are reached over TLS with the certificates of DOCKER_CERT_PATH', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'longshore-tls-'));
    makeCertificates(folder);
    const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((file) => readFileSync(join(folder, file)));
    const server = createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: true }, (_, response) => {
      response.setHeader('Api-Version', '1.41').end('{"ServerVersion":"behind TLS"}');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const env = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder };
    expect(await openOne(`tcp://localhost:${port}`, env).info()).toMatchObject({ engineVersion: 'behind TLS' });
    await expect(openOne(`https://localhost:${port}`).info()).rejects.toMatchObject({ code: 'host-unreachable' });
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
    expect(() => openOne('tcp://b', env)).toThrowError(
      expect.objectContaining({ code: 'hosts-invalid', message: expect.stringContaining('DOCKER_CERT_PATH') }),
    );
  });
});

/** A certificate that is its own authority, for server and client. */
function makeCertificates(folder: string): void {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      ...subject,
    ],
    { stdio: 'pipe' },
  );
  execFileSync('cp', [cert, join(folder, 'ca.pem')]);
}
