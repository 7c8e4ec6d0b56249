import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** The bytes of script, gzipped, that the browser loads for the first page. */
export async function firstScripts(page: Page): Promise<number> {
  await page.goto('/');
  await page.getByText('Live', { exact: true }).waitFor();
  const loaded = await page.evaluate<readonly string[]>(
    `performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.js'))`,
  );
  const files = loaded.map((address) => join('dist/apps/dashboard', `${new URL(address).pathname}.gz`));
  return (await Promise.all(files.map((file) => readFile(file)))).reduce((sum, { length }) => sum + length, 0);
}
