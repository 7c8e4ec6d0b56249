import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack, type Stack } from '../stack.js';

interface Opened {
  readonly cookie: string;
  readonly csrf: string;
}

describe('a session of a browser', () => {
  let stack: Stack;
  let url: string;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longshore-page-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>');
    await writeFile(join(folder, 'assets', 'main-1234.js'), 'export {};');
    stack = await startStack({ worker: false, dashboard: folder });
    await stack.app.listen(0, '127.0.0.1');
    url = (await stack.app.getUrl()).replace('[::1]', '127.0.0.1');
  });
  afterAll(async () => {
    await stack.stop();
    await rm(folder, { recursive: true });
  });

  const call = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET', body?: object) =>
    fetch(`${url}${path}`, {
      method,
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });

  async function open(token = stack.token): Promise<Opened> {
    const response = await call('/v1/session', {}, 'POST', { token });
    expect(response.status).toBe(201);
    const { csrf } = (await response.json()) as { csrf: string };
    return { cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '', csrf };
  }

  it('is opened with a token, by a cookie that no script and no other site can use', async () => {
    const response = await call('/v1/session', { 'x-forwarded-proto': 'https' }, 'POST', { token: stack.token });
    expect(response.headers.get('set-cookie')).toMatch(
      /^longshore_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Expires=.*GMT; Secure$/,
    );
    expect(await response.json()).toMatchObject({ actor: 'admin', csrf: expect.any(String), position: 1 });
    expect((await call('/v1/session', {}, 'POST', { token: stack.token })).headers.get('set-cookie')).not.toMatch(
      /Secure/,
    );
    const wrong = await call('/v1/session', {}, 'POST', { token: `${stack.token}x` });
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
    const foreign = { 'sec-fetch-site': 'cross-site' };
    expect((await call('/v1/session', foreign, 'POST', { token: stack.token })).status).toBe(403);
  });

  it('reads with the cookie alone, and commands with the token against forgery, as the actor of its token', async () => {
    const { cookie, csrf } = await open();
    expect(await (await call('/v1/session', { cookie })).json()).toMatchObject({ actor: 'admin', csrf });
    const network = { name: `session-${Date.now()}` };
    const forged: readonly Readonly<Record<string, string>>[] = [
      { cookie },
      { cookie, 'x-csrf-token': `${csrf}x` },
      { cookie, 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' },
      { cookie, 'x-csrf-token': csrf, 'sec-fetch-site': 'same-site' },
      { cookie, 'x-csrf-token': csrf, origin: 'https://elsewhere.example' },
    ];
    for (const headers of forged) {
      const refused = await call('/v1/networks', headers, 'POST', network);
      expect([refused.status, await refused.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'request-forged' }),
      ]);
    }
    const accepted = await call('/v1/networks', { cookie, 'x-csrf-token': csrf, origin: url }, 'POST', network);
    expect([accepted.status, await accepted.json()]).toEqual([202, expect.objectContaining({ actor: 'admin' })]);
  });

  it('ends when somebody signs out, in each process that knows it', async () => {
    const { cookie, csrf } = await open();
    const out = await call('/v1/session', { cookie, 'x-csrf-token': csrf }, 'DELETE');
    expect([out.status, out.headers.get('set-cookie')]).toEqual([
      204,
      expect.stringMatching(/Expires=Thu, 01 Jan 1970/),
    ]);
    const after = await call('/v1/jobs', { cookie });
    expect([after.status, await after.json()]).toEqual([401, expect.objectContaining({ code: 'session-ended' })]);
  });

  it('ends with its token at once, also what is being followed', async () => {
    const { body: token } = await stack
      .as()
      .post('/v1/tokens')
      .send({ name: 'visitor', rights: ['read'] });
    const { cookie } = await open(token.secret);
    const stream = await call('/v1/events', { cookie, accept: 'text/event-stream' });
    expect((await call('/v1/jobs', { cookie })).status).toBe(200);
    await stack.as().delete(`/v1/tokens/${token.id}`).expect(200);
    const after = await call('/v1/jobs', { cookie });
    expect([after.status, await after.json()]).toEqual([
      401,
      expect.objectContaining({ detail: expect.stringMatching(/"visitor" is revoked/) }),
    ]);
    await stack
      .as()
      .post('/v1/tokens')
      .send({ name: 'another', rights: ['read'] })
      .expect(201);
    expect(await stream.text()).not.toContain('another');
  });

  it('is known no more when its time is over', async () => {
    const { cookie } = await open();
    await stack.runtime.database.prisma.session.updateMany({ data: { expiresAt: new Date(0) } });
    expect((await call('/v1/jobs', { cookie })).status).toBe(401);
    await open();
    expect(await stack.runtime.database.prisma.session.count()).toBe(1);
  });

  it('has a page: its assets for ever, itself at each address of its own, and nothing of the API', async () => {
    for (const path of ['/', '/jobs/anything?at=3', '/index.html']) {
      const page = await call(path);
      expect([path, page.status, await page.text()]).toEqual([path, 200, expect.stringContaining('<title>page')]);
      expect(page.headers.get('content-security-policy')).toMatch(
        /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
      );
      expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
      expect(Object.fromEntries(page.headers)).toMatchObject({
        'cache-control': 'no-cache',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
    }
    expect((await call('/assets/main-1234.js')).headers.get('cache-control')).toBe(
      'public, max-age=31536000, immutable',
    );
    const authorization = `Bearer ${stack.token}`;
    for (const [path, known, unknown] of [
      ['/assets/main-0000.js', 404, 404],
      ['/v1/nothing', 404, 401],
      ['/v1', 404, 401],
      ['/docs/nothing', 404, 401],
      ['/%76%31/jobs', 200, 401],
      ['/assets/../../package.json', 200, 200],
    ] as const) {
      expect([path, (await call(path, { authorization })).status, (await call(path)).status]).toEqual([
        path,
        known,
        unknown,
      ]);
    }
    expect(await (await call('/assets/%2e%2e/%2e%2e/package.json')).text()).not.toContain('"longshore"');
  });
});
