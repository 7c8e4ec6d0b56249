import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rest, startRest } from './rest.js';

describe('who is let in, and how a failure is told', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest({ worker: false });
  });
  afterAll(() => rest.stop());

  /** Writes bytes on a connection and reads until it is closed. */
  async function raw(bytes: string | Buffer): Promise<string> {
    const socket = connect(Number(new URL(rest.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(bytes);
    return text(socket);
  }

  it('is open at /healthz and /readyz alone, and to who signs in', async () => {
    expect((await fetch(`${rest.url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${rest.url}/readyz`)).json()).toEqual({ status: 'ok' });
    const { paths } = (await rest.as().get('/v1/openapi.json')).body as { paths: Readonly<Record<string, object>> };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => [method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'x')]),
    );
    const others = [
      ['GET', '/'],
      ['GET', '/nothing'],
      ['PUT', '/v1/jobs'],
      ['GET', '/docs'],
      ['GET', '/docs/'],
      ['GET', '/v1/openapi.json'],
      ['GET', '/v1/openapi.yaml'],
      ['HEAD', '/v1/jobs'],
      ['OPTIONS', '/v1/jobs'],
      ['GET', '/healthz/../v1/jobs'],
      ['GET', '//healthz'],
      ['GET', '/%zz'],
      ['POST', '/healthz/'],
    ];
    expect(routes.length).toBeGreaterThan(30);
    for (const [method = '', path = ''] of [...routes, ...others].filter(
      ([method, path]) => path !== '/healthz' && path !== '/readyz' && !(method === 'POST' && path === '/v1/session'),
    )) {
      const [head = '', body = ''] = (
        await raw(`${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
      ).split('\r\n\r\n');
      expect(`${method} ${path}: ${head.split('\r\n')[0]}`).toBe(`${method} ${path}: HTTP/1.1 401 Unauthorized`);
      expect(head).toMatch(/^www-authenticate: (Bearer|Basic)/im);
      expect(head).toMatch(/^content-type: application\/problem\+json/im);
      if (method !== 'HEAD')
        expect(JSON.parse(body)).toMatchObject({
          status: 401,
          title: 'Unauthorized',
          code: 'token-required',
          type: '/problems/token-required',
        });
    }
  });

  it('takes no token but a known one, as Bearer', async () => {
    for (const authorization of [
      'Bearer',
      'Bearer lsh_wrong',
      `Bearer ${rest.token}x`,
      `Basic ${btoa(`any:${rest.token}`)}`,
      rest.token,
      `Bearer ${'x'.repeat(10_000)}`,
    ]) {
      const response = await fetch(`${rest.url}/v1/jobs`, { headers: { authorization } });
      expect([authorization.slice(0, 20), response.status]).toEqual([authorization.slice(0, 20), 401]);
    }
    expect((await fetch(`${rest.url}/v1/jobs`, { headers: { authorization: `bearer ${rest.token}` } })).status).toBe(
      200,
    );
  });

  it('answers an unknown route, method and id as problem+json that says where to look', async () => {
    for (const [method, path] of [
      ['GET', '/v1/nothing'],
      ['PUT', '/v1/jobs'],
      ['GET', '/'],
      ['DELETE', '/v1/builds?arg=TOKEN=secret'],
    ] as const) {
      const response = await fetch(`${rest.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${rest.token}` },
      });
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(await response.json()).toEqual({
        type: '/problems/route-not-found',
        title: 'Not Found',
        status: 404,
        code: 'route-not-found',
        detail: 'There is no such route. See GET /v1/openapi.json for what there is.',
      });
    }
  });

  it('refuses what is hardly a request, and goes on', async () => {
    const auth = `authorization: Bearer ${rest.token}`;
    const cases = [
      [`GET /v1/%zz HTTP/1.1\r\nhost: x\r\n${auth}\r\nconnection: close\r\n\r\n`, 400, 'request-invalid'],
      [
        `DELETE /v1/networks/%ff%fe HTTP/1.1\r\nhost: x\r\n${auth}\r\nconnection: close\r\n\r\n`,
        400,
        'request-invalid',
      ],
      [`DELETE /v1/images/%00 HTTP/1.1\r\nhost: x\r\n${auth}\r\nconnection: close\r\n\r\n`, 400, 'args-invalid'],
      [
        `DELETE /v1/networks/${'n'.repeat(5_000)} HTTP/1.1\r\nhost: x\r\n${auth}\r\nconnection: close\r\n\r\n`,
        413,
        'path-too-long',
      ],
      [`GET /v1/jobs?actor=${'a'.repeat(300_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 413, 'head-too-large'],
      [`GET /v1/jobs HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(300_000)}\r\n\r\n`, 413, 'head-too-large'],
      ['ahoy\r\n\r\n', 400, 'request-malformed'],
      [
        `POST /v1/volumes HTTP/1.1\r\nhost: x\r\n${auth}\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}`,
        400,
        'request-malformed',
      ],
    ] as const;
    for (const [bytes, status, code] of cases) {
      const [head = '', body = ''] = (await raw(bytes)).split('\r\n\r\n');
      expect([bytes.slice(0, 40), head.slice(0, 12), JSON.parse(body)]).toMatchObject([
        bytes.slice(0, 40),
        `HTTP/1.1 ${status}`,
        { status, code },
      ]);
    }
    await rest
      .as()
      .get(`/v1/jobs?actor=${'a'.repeat(100_000)}`)
      .expect(200);
    expect((await fetch(`${rest.url}/healthz`)).status).toBe(200);
  });

  it('answers a large upload with a bad token at once, while the client still sends', async () => {
    const chunk = Buffer.alloc(65_536, 'x');
    for (const connection of ['keep-alive', 'close']) {
      const upload = request(`${rest.url}/v1/builds`, {
        method: 'POST',
        headers: {
          authorization: 'Bearer lsh_wrong',
          'content-type': 'application/x-tar',
          'content-length': 64 * 1_048_576,
          connection,
        },
      });
      const send = (): void => {
        while (!upload.destroyed && upload.write(chunk));
      };
      upload.on('drain', send);
      const answer = new Promise<string>((resolve, reject) => {
        upload.on('response', (response) => resolve(text(response)));
        upload.on('error', reject);
      });
      send();
      expect(JSON.parse(await answer)).toMatchObject({ status: 401, code: 'token-required' });
      upload.destroy();
    }
  });

  it('does not ask for a body that it will not read', async () => {
    const head =
      'POST /v1/builds HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 1000000\r\nconnection: close\r\n\r\n';
    const socket = connect(Number(new URL(rest.url).port), '127.0.0.1');
    socket.write(head);
    const [first] = (await once(socket, 'data')) as readonly Buffer[];
    expect(first?.toString()).toMatch(/^HTTP\/1.1 401/);
    socket.destroy();
  });
});
