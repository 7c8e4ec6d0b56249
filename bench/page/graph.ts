import type { Page } from 'playwright-core';
import { type Figure, median } from '../table.js';
import { type Desk, thingsInTheGraph } from './desk.js';

const visits = 5;

interface Drawn {
  /** From the beginning of the navigation until the first things are painted. */
  readonly first: number;
  /** From the press on "show all" until everything is painted. */
  readonly all: number;
  /** The longest time in which the page could answer nothing. */
  readonly longestBlock: number;
}

/** The image graph, by its address, with an empty cache: when it is drawn, and how long the page could not be used meanwhile. */
export async function graph(desk: Desk): Promise<readonly Figure[]> {
  const drawn: Drawn[] = [];
  for (let n = 0; n < visits; n++) drawn.push(await draw(await desk.openPage()));
  const middle = (field: keyof Drawn) => median(drawn.map((each) => each[field]));
  return [
    {
      name: 'page: graph',
      value: middle('first') + middle('all'),
      unit: 'ms',
      target: { atMost: 2_000 },
      details: { things: thingsInTheGraph, 'what is in sight ms': middle('first'), 'all of it ms': middle('all') },
    },
    {
      name: 'page: block',
      value: middle('longestBlock'),
      unit: 'ms',
      target: { atMost: 200 },
      details: { each: drawn.map(({ longestBlock }) => longestBlock) },
    },
  ];
}

async function draw(page: Page): Promise<Drawn> {
  await page.addInitScript(noteDrawing);
  await page.goto('/images/graph', { waitUntil: 'commit' });
  const first = await page.evaluate<number>('window.drawn');
  const count = await page.locator('figure.drawing').getAttribute('aria-label');
  if (Number(/\d+/.exec(count ?? '')?.[0]) < thingsInTheGraph)
    throw new Error(`The picture is of too little: ${count}`);
  const all = await page.evaluate<number>(showAll);
  const longestBlock = await page.evaluate<number>('window.longestBlock');
  await page.context().close();
  return { first, all, longestBlock };
}

/** Notes when the first things of the picture are painted, and the longest task from the picture's beginning on. */
const noteDrawing = `
  window.longestBlock = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longestBlock = Math.max(window.longestBlock, duration);
  }).observe({ type: 'longtask', buffered: true });
  window.drawn = new Promise((resolve) =>
    new MutationObserver((_, observer) => {
      if (!document.querySelector('.react-flow__node .thing')) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    }).observe(document, { childList: true, subtree: true }),
  )`;

const showAll = `
  (async () => {
    const start = performance.now();
    document.querySelector('.react-flow__controls-button:last-child').click();
    while (!document.querySelector('.overview')) await new Promise(requestAnimationFrame);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - start;
  })()`;
