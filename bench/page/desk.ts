import { type Browser, chromium, type Page } from 'playwright-core';
import { type Product, startProduct } from '../product.js';
import { RestClient } from '../rest-client.js';
import { seed } from './seed.js';

/** The product with a long past and a host in memory, and a real browser. */
export interface Desk extends AsyncDisposable {
  readonly product: Product;
  readonly client: RestClient;
  /** A page of somebody who has signed in, in a browser that has loaded nothing yet. */
  openPage(): Promise<Page>;
}

export const jobsRecorded = 10_000;
export const thingsInTheGraph = 1_000;
const patienceMs = 120_000;

export async function openDesk(): Promise<Desk> {
  await using stack = new AsyncDisposableStack();
  const product = stack.use(
    await startProduct({
      stub: true,
      worker: true,
      prepare: (databaseUrl) => seed(databaseUrl, { jobs: jobsRecorded, things: thingsInTheGraph }),
    }),
  );
  const client = new RestClient(product.url, product.token, 2);
  stack.defer(() => client.close());
  // Read models are made from the log by who reads them first, which is not to be the page.
  for (const path of ['/v1/audit?limit=1', '/v1/jobs?limit=1', '/v1/graph', '/v1/hosts'])
    await client.send('GET', path);
  const browser = await chromium.launch({
    executablePath: process.env['LONGSHORE_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-dev-shm-usage'],
    chromiumSandbox: false,
  });
  stack.defer(() => browser.close());
  const kept = stack.move();
  return {
    product,
    client,
    openPage: () => openPage(browser, product),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function openPage(browser: Browser, { url, token }: Product): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, locale: 'en-GB', viewport: { width: 1_360, height: 860 } });
  context.setDefaultTimeout(patienceMs);
  await context.request.post('/v1/session', { data: { token } });
  return context.newPage();
}
