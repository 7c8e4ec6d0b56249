import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, goTo, openDesk, patienceMs, type Person, signIn } from './browser.js';

const name = `bad-${randomBytes(4).toString('hex')}`;

describe('the dashboard when something is wrong, or too large', { timeout: 4 * patienceMs }, () => {
  let desk: Desk;
  let admin: Person;

  beforeAll(async () => {
    desk = await openDesk();
    admin = await desk.sitDown();
    await signIn(admin, desk.stack.token);
  });
  afterAll(async () => {
    for (const network of [`${name}-early`, `${name}-late`])
      await desk.stack.as().delete(`/v1/networks/${network}`).set('prefer', 'wait=60');
    await desk.leave();
  });

  const command = (path: string, body: object) =>
    desk.stack.as().post(path).set('prefer', 'wait=60').send(body).expect(200);

  it('says when the connection is lost, and catches up', async () => {
    const { page } = admin;
    await command('/v1/networks', { name: `${name}-early` });
    await page.goto('/networks');
    await page.getByRole('region', { name: `${name}-early` }).waitFor();
    await page.route('**/v1/events', (route) => route.abort());
    desk.stack.app.getHttpServer().closeAllConnections();
    await page.getByText('Connection lost').waitFor();
    await command('/v1/networks', { name: `${name}-late` });
    await page.unroute('**/v1/events');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('region', { name: `${name}-late` }).waitFor();
  });

  it('says that the API is away, stays usable, and goes on by itself when it is back', async () => {
    const { page } = admin;
    await page.route('**/v1/**', (route) => route.abort());
    desk.stack.app.getHttpServer().closeAllConnections();
    await page.getByRole('link', { name: 'Volumes', exact: true }).click();
    await page.getByRole('alert').getByText('Longshore does not answer').waitFor();
    await page.getByText('Connection lost').waitFor();
    await page.unroute('**/v1/**');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('shows the end of a long output, and what is before it when it is asked for', async () => {
    const { page } = admin;
    const { body } = await desk.stack
      .as()
      .post('/v1/containers')
      .set('prefer', 'wait=60')
      .send({ image: 'busybox', cmd: ['seq', '1', '200000'], rm: true });
    await page.goto(`/jobs/${body.id}`);
    const output = page.getByRole('log');
    await output.getByText('200000', { exact: true }).waitFor();
    expect(await output.locator('.terminal-line').count()).toBeLessThan(200);
    await page.getByRole('button', { name: 'Show what is before' }).click();
    await output.getByText('180000', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'To the end' }).click();
    await output.getByText('200000', { exact: true }).waitFor();
  });

  it('draws a graph of 5,000 things, of which only what can be read is in the document', async () => {
    const { page } = admin;
    const id = (n: number) => `sha256:${String(n).padStart(64, '0')}`;
    const count = 5_000;
    const nodes = Array.from({ length: count }, (_, n) => ({
      kind: 'image',
      id: id(n),
      size: n,
      hosts: ['local'],
      tags: [],
    }));
    const edges = nodes
      .slice(1)
      .map((node, n) => ({ kind: 'parent', from: node.id, to: id(Math.floor(n / 4)), host: null }));
    await page.route('**/v1/graph', (route) => route.fulfill({ json: { position: 1, nodes, edges } }));
    await goTo(page, '/images/graph');
    await page.getByRole('figure', { name: `A picture of ${count}` }).waitFor();
    await page.locator('.react-flow__node').first().waitFor();
    expect(await page.locator('.react-flow__node').count()).toBeLessThan(500);
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.locator('.overview').waitFor();
    expect(await page.locator('.react-flow__node').count()).toBe(0);
    await page.unroute('**/v1/graph');
  });

  it('asks again when the token is revoked, and keeps the page', async () => {
    const { body: token } = await desk.stack
      .as()
      .post('/v1/tokens')
      .send({ name, rights: ['read'] })
      .expect(201);
    const visitor = await desk.sitDown();
    await signIn(visitor, token.secret as string, '/jobs?actor=admin');
    await desk.stack.as().delete(`/v1/tokens/${token.id}`).expect(200);
    await visitor.page.getByRole('heading', { name: 'Sign in again' }).waitFor();
    expect(new URL(visitor.page.url()).pathname).toBe('/jobs');
    await visitor.page.getByLabel('Token').fill(desk.stack.token);
    await visitor.page.getByRole('button', { name: 'Sign in' }).click();
    await visitor.page.getByRole('button', { name: 'admin' }).waitFor();
    expect(visitor.page.url()).toContain('/jobs?actor=admin');
    // The session has come to its end, and the stream asks when something happens.
    await desk.stack.runtime.database.prisma.$executeRaw`update sessions set expires_at = now() - interval '1 second'`;
    await desk.stack
      .as()
      .post('/v1/tokens')
      .send({ name: `${name}-2`, rights: ['read'] })
      .expect(201);
    await visitor.page.getByRole('heading', { name: 'Sign in again' }).waitFor();
    await visitor.page.context().close();
  });
});
