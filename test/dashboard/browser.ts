import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { startStack, type Stack, type StackOptions } from '../stack.js';

/** The dashboard on the real stack, and a real browser to look at it with. */
export interface Desk {
  readonly stack: Stack;
  readonly url: string;
  /** A person with a browser of their own, who has not signed in. */
  sitDown(options?: BrowserContextOptions): Promise<Person>;
  leave(): Promise<void>;
}

export interface Person {
  readonly page: Page;
  /** What the browser complained of: errors of scripts, and what the security policy stopped. */
  readonly complaints: readonly string[];
}

/** However busy the machine is: what is waited for comes within this, or the test has failed. */
export const patienceMs = 45_000;

const folder = resolve('dist/apps/dashboard');
const flags = ['--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-dev-shm-usage'];

export async function openDesk(options: StackOptions = {}): Promise<Desk> {
  if (!existsSync(join(folder, 'index.html'))) throw new Error('The dashboard is not built. Run: npm run build');
  const [stack, browser] = await Promise.all([startStack({ ...options, dashboard: folder }), openBrowser()]);
  await stack.app.listen(0, '127.0.0.1');
  const url = (await stack.app.getUrl()).replace('[::1]', '127.0.0.1');
  return {
    stack,
    url,
    sitDown: (options) => sitDown(browser, url, options),
    async leave() {
      await browser.close();
      await stack.stop();
    },
  };
}

function openBrowser(): Promise<Browser> {
  const executablePath = process.env['LONGSHORE_TEST_CHROMIUM'] ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: flags, chromiumSandbox: false, timeout: 120_000 });
}

async function sitDown(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Person> {
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en-GB',
    colorScheme: 'light',
    reducedMotion: 'reduce',
    viewport: { width: 1_360, height: 860 },
    ...options,
  });
  context.setDefaultTimeout(patienceMs);
  context.setDefaultNavigationTimeout(patienceMs);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // What a server answers is no fault of the page: refusals and lost connections belong to the tests.
    if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
      complaints.push(message.text());
  });
  return { page, complaints };
}

/** Signs in at an address, which is then shown. */
export async function signIn({ page }: Person, token: string, path = '/'): Promise<void> {
  await page.goto(path);
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Live', { exact: true }).waitFor();
}

/** Goes to an address as a link of the page does, without loading everything anew. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`window.__TSR_ROUTER__.navigate({ href: ${JSON.stringify(path)} }).then(() => undefined)`);
}

/** Resolves when nothing of the page is still being loaded. */
export async function isFilled(page: Page): Promise<void> {
  await expect.poll(() => page.locator('.waiting').count(), { timeout: patienceMs }).toBe(0);
}
