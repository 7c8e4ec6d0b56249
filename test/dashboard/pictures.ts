import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { isFilled } from './browser.js';

/** Pictures of the pages for the docs, where LONGSHORE_PICTURES names a folder; otherwise none. */
export async function takePictures(page: Page, pages: readonly (readonly [string, string, string])[]): Promise<void> {
  const folder = process.env['LONGSHORE_PICTURES'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  for (const [name, path] of pages) {
    await page.goto(path);
    await page.getByText('Live', { exact: true }).waitFor();
    await isFilled(page);
    await page.screenshot({ path: join(folder, `${name}.png`) });
  }
}
