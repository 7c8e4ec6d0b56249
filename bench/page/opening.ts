import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { type Figure, median } from '../table.js';
import type { Desk } from './desk.js';

const visits = 9;

/** What a first visit took, in milliseconds from the beginning of the navigation. */
interface Visit {
  readonly html: number;
  readonly paint: number;
  readonly list: number;
  readonly key: number;
  readonly scripts: readonly string[];
}

/**
 * First visits of who is signed in, each with an empty cache: what is loaded of script until the page's lists are there, and when they are, and
 * Ctrl-K has opened the palette.
 */
export async function opening(desk: Desk): Promise<readonly Figure[]> {
  const found: Visit[] = [];
  for (let n = 0; n < visits; n++) found.push(await visit(desk));
  const middle = (field: 'html' | 'paint' | 'list' | 'key') => median(found.map((each) => each[field]));
  const scripts = found[0]?.scripts ?? [];
  return [
    {
      name: 'page: first script',
      value: (await sizeOf(scripts)) / 1_000,
      unit: 'kB',
      target: { atMost: 200 },
      details: { files: scripts.length },
    },
    {
      name: 'page: interactive',
      value: middle('key'),
      unit: 'ms',
      target: { atMost: 1_000 },
      details: { 'html ms': middle('html'), 'first paint ms': middle('paint'), 'lists ms': middle('list') },
    },
  ];
}

async function visit(desk: Desk): Promise<Visit> {
  const page = await desk.openPage();
  await page.addInitScript(noteLists);
  await page.goto('/', { waitUntil: 'commit' });
  const list = await page.evaluate<number>('window.lists');
  const scripts = await page.evaluate<readonly string[]>(scriptsLoaded);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  const times = await page.evaluate<Omit<Visit, 'scripts' | 'list'>>(timesOf);
  await page.context().close();
  return { ...times, list, scripts };
}

/** Tells when the first page has its hosts and no list is waited for any more. */
const noteLists = `
  window.lists = new Promise((resolve) =>
    new MutationObserver((_, observer) => {
      if (!document.querySelector('.hosts li') || document.querySelector('.waiting')) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now()));
    }).observe(document, { childList: true, subtree: true }),
  )`;

const scriptsLoaded = `
  performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((name) => name.endsWith('.js'))`;

const timesOf = `({
  html: performance.getEntriesByType('navigation')[0].responseEnd,
  paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
  key: performance.now(),
})`;

/** The bytes of scripts as the build has gzipped them. */
async function sizeOf(scripts: readonly string[]): Promise<number> {
  const folder = new URL('../../apps/dashboard/', import.meta.url);
  const files = await Promise.all(scripts.map((path) => readFile(new URL(`.${path}.gz`, folder))));
  return files.reduce((sum, { length }) => sum + length, 0);
}

/** Waits until nothing is loaded any more that the page shows. */
export async function isFilled(page: Page): Promise<void> {
  await page.getByText('Live', { exact: true }).waitFor();
  await page.evaluate(`
    (async () => {
      while (document.querySelector('.waiting')) await new Promise(requestAnimationFrame);
    })()`);
}
