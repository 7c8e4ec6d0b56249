import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Desk, Person } from './browser.js';
import { dropFolder, makeFolder } from './folder.js';

interface Seat {
  readonly desk: Desk;
  readonly admin: Person;
}

const idIn = (url: string) => new URL(url).pathname.split('/').at(-1) ?? '';

/**
 * Batches and builds in the browser.
 *
 * @param name of everything that is made
 * @param sit who looks, once there is somebody
 * @returns the batch and the build that were watched, once they were
 */
export function itBuilds(name: string, sit: () => Seat): { batch: string; build: string } {
  const watched = { batch: '', build: '' };
  const tags = ['base:latest', 'lib:latest', 'tools:latest', 'app:latest', 'written:1'].map((tag) => `${name}/${tag}`);
  const folders: string[] = [];
  afterAll(async () => {
    for (const folder of folders) await rm(dirname(folder), { recursive: true, force: true });
    for (const tag of tags.toReversed())
      await sit().desk.stack.as().delete(`/v1/images/${tag}?force=true`).set('prefer', 'wait=60');
  });

  it('builds a folder that is dropped on the page, without what it ignores, and shows each build to its end', async () => {
    const { page } = sit().admin;
    const folder = await makeFolder(name, {
      'base/Dockerfile': `FROM busybox\nLABEL made=${name}\nRUN echo built the base of ${name}\n`,
      'lib/Dockerfile': `FROM ${name}/base\nLABEL lib=${name}\n`,
      'tools/Dockerfile': `FROM ${name}/base\nLABEL tools=${name}\n`,
      'app/Dockerfile': `FROM ${name}/lib\nCOPY . /app\nRUN ls /app\n`,
      'app/.dockerignore': '*.key\n',
      'app/greeting': 'hello\n',
      'app/secret.key': 'nobody is to see it\n',
    });
    folders.push(folder);
    await page.goto('/batches');
    await page.getByText('Drop a folder').first().waitFor();
    await dropFolder(page, folder);
    await page.getByRole('region', { name: 'Level 3' }).getByText('needs lib').waitFor();
    await page.getByText('6 files').waitFor();
    await page.getByText('1 no build needs').waitFor();
    await page.getByRole('button', { name: 'Build 4', exact: true }).click();
    await page.getByRole('heading', { name: `Batch ${name}` }).waitFor();
    watched.batch = idIn(page.url());
    await page.locator('.thing.build', { hasText: 'base' }).waitFor();
    await page.locator('.lead').getByText('succeeded').waitFor();
    await expect.poll(() => page.locator('.thing.build-built').count()).toBe(4);
    expect(await page.locator('.thing.critical').count()).toBeGreaterThan(1);
    await page.getByRole('button', { name: 'app', exact: true }).click();
    await page.getByRole('link', { name: 'Steps and output' }).click();
    await page.getByRole('heading', { name: `Build ${name}/app` }).waitFor();
    watched.build = idIn(page.url());
    await page
      .getByRole('button', { name: /^Output/ })
      .last()
      .click();
    const output = page.getByRole('log').last();
    await output.getByText('greeting').waitFor();
    expect(await output.textContent()).not.toContain('secret');
  });

  it('tells what is wrong with a Dockerfile as one writes it, and builds it, by the keyboard alone', async () => {
    const { page } = sit().admin;
    await page.goto('/');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find' }).waitFor();
    await page.keyboard.type('Batches');
    await page.getByRole('option', { name: 'Page Batches' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Write a Dockerfile' }).focus();
    await page.keyboard.press('Enter');
    const text = page.getByRole('textbox', { name: 'Text of the Dockerfile' });
    await text.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(`FROM busybox AS made\nMAINTAINER me\nLABEL made=${name}\nENTRYPOINT ["echo"]\n`);
    await page.getByText('MaintainerDeprecated').waitFor();
    await page.getByText('Errors: 0 · warnings: 1').waitFor();
    await page.getByRole('button', { name: 'Line 2' }).focus();
    await page.keyboard.press('Enter');
    expect(await text.evaluate((field) => (field as unknown as { selectionStart: number }).selectionStart)).toBe(21);
    await page.keyboard.press('Shift+End');
    await page.keyboard.press('Delete');
    await page.getByText('Errors: 0 · warnings: 0').waitFor();
    await page.getByLabel('Arguments of docker run').focus();
    await page.keyboard.type('hello');
    await page.locator('.what-runs').getByText('echo hello').waitFor();
    await page.getByRole('textbox', { name: 'Tag', exact: true }).focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(`${name}/written:1`);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `Batch ${name}/written:1` }).waitFor();
    await page.locator('.lead').getByText('succeeded').waitFor();
    await page.getByRole('button', { name: 'dockerfile', exact: true }).last().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Steps and output' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('LABEL made=').first().waitFor();
  });
  return watched;
}
