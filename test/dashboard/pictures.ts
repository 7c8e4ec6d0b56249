import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { isFilled } from './browser.js';

/** A picture of what a page shows now, where pictures are wanted. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const folder = process.env['LONGSHORE_PICTURES'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Pictures of the pages for the docs, where LONGSHORE_PICTURES names a folder; otherwise none. */
export async function takePictures(page: Page, pages: readonly (readonly [string, string, string])[]): Promise<void> {
  if (process.env['LONGSHORE_PICTURES'] === undefined) return;
  for (const [name, path] of pages) {
    await page.goto(path);
    await page.getByText('Live', { exact: true }).waitFor();
    await isFilled(page);
    await takePicture(page, name);
  }
}
