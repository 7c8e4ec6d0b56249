import type { Figure } from '../table.js';
import { type Desk, jobsRecorded } from './desk.js';
import { isFilled } from './opening.js';

/** What scrolling through the whole list of jobs has shown. */
interface Scrolled {
  /** Rows that were ever in sight. */
  readonly rows: number;
  /** The most rows and the most elements that were in the document at once. */
  readonly mostRows: number;
  readonly mostElements: number;
  readonly longestFrame: number;
}

/** The most rows in the document while all jobs are scrolled through, a screen at a time. */
export async function longList(desk: Desk): Promise<Figure> {
  const page = await desk.openPage();
  await page.goto('/jobs');
  await isFilled(page);
  const { rows, mostRows, mostElements, longestFrame } = await page.evaluate<Scrolled>(scrollToTheEnd);
  await page.context().close();
  if (rows < jobsRecorded) throw new Error(`The list came to its end after ${rows} of ${jobsRecorded} jobs.`);
  return {
    name: 'page: rows',
    value: mostRows,
    unit: 'rows',
    target: { atMost: 500 },
    details: { 'jobs scrolled through': rows, elements: mostElements, 'longest frame ms': longestFrame },
  };
}

/** Goes on until nothing has come for some seconds at the list's end. */
const scrollToTheEnd = `
  (async () => {
    const seen = new Set();
    let [mostRows, mostElements, longestFrame, quietSince] = [0, 0, 0, performance.now()];
    for (let before = performance.now(); performance.now() - quietSince < 20_000; ) {
      window.scrollBy(0, innerHeight * 0.9);
      const now = await new Promise(requestAnimationFrame);
      longestFrame = Math.max(longestFrame, now - before);
      before = now;
      const rows = document.querySelectorAll('.rows [role=row][data-index]');
      mostRows = Math.max(mostRows, rows.length);
      mostElements = Math.max(mostElements, document.getElementsByTagName('*').length);
      const known = seen.size;
      for (const row of rows) seen.add(row.dataset.index);
      if (seen.size > known) quietSince = now;
    }
    return { rows: seen.size, mostRows, mostElements, longestFrame };
  })()`;
