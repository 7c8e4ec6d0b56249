import { setTimeout } from 'node:timers/promises';
import { Random } from '../history/random.js';
import { type Figure, median, quantile } from '../table.js';
import type { Desk } from './desk.js';
import { isFilled } from './opening.js';

const events = 80;

/**
 * From an event to its being painted: jobs are submitted one at a time, and the page that lists jobs notes when each one's row is painted.
 * The direct way is a bare reader of the same stream. Times are those that the events have, which is before their commit.
 */
export async function visible(desk: Desk): Promise<Figure> {
  const page = await desk.openPage();
  await page.goto('/jobs');
  await isFilled(page);
  await page.evaluate(noteRows);
  await using reader = readSubmissions(desk);
  await reader.isOpen;
  const random = new Random(4);
  for (let n = 1; n <= events; n++) {
    await desk.client.send('POST', '/v1/volumes', {});
    await page.evaluate(untilSeen(n));
    await setTimeout(150 + random.nat(250));
  }
  const rows = new Map(await page.evaluate<readonly (readonly [number, number])[]>('[...window.rowsAt]'));
  await page.context().close();
  const seen = [...reader.submissions].map(([position, { time, received }]) => ({
    shown: (rows.get(position) ?? Number.POSITIVE_INFINITY) - time,
    received: received - time,
  }));
  const shown = seen.map((each) => each.shown);
  return {
    name: 'page: visible',
    value: median(shown),
    unit: 'ms',
    target: { atMost: 300 },
    details: {
      'p95 ms': quantile(shown, 0.95),
      'received by a bare reader ms': median(seen.map((each) => each.received)),
      events: seen.length,
    },
  };
}

/** Notes when the row of each job that was not there before is painted: its link is its position. */
const noteRows = `
  (() => {
    const positions = () => [...document.querySelectorAll('.row a.number')].map((link) => Number(link.textContent));
    const before = new Set(positions());
    window.rowsAt = new Map();
    new MutationObserver(() => {
      const added = positions().filter((position) => !before.has(position) && !window.rowsAt.has(position));
      if (added.length === 0) return;
      const frame = () => {
        const now = performance.timeOrigin + performance.now();
        for (const position of added) if (!window.rowsAt.has(position)) window.rowsAt.set(position, now);
      };
      requestAnimationFrame(frame);
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  })()`;

/** Resolves when the page has shown so many. */
function untilSeen(count: number): string {
  return `(async () => { while (window.rowsAt.size < ${count}) await new Promise(requestAnimationFrame); })()`;
}

interface Submission {
  readonly time: number;
  readonly received: number;
}

/** Reads the stream as any program would: what was submitted, and when it came. */
function readSubmissions({ product }: Desk) {
  const submissions = new Map<number, Submission>();
  const stopping = new AbortController();
  const opened = Promise.withResolvers<void>();
  const read = async () => {
    const head = await fetch(`${product.url}/v1/audit?limit=1`, { headers: headersOf(product.token) });
    const { position } = (await head.json()) as { readonly position: number };
    const response = await fetch(`${product.url}/v1/events?type=JobSubmitted&after=${position}`, {
      headers: { ...headersOf(product.token), accept: 'text/event-stream' },
      signal: stopping.signal,
    });
    opened.resolve();
    let text = '';
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      const end = text.lastIndexOf('\n\n');
      const received = performance.timeOrigin + performance.now();
      for (const [, data = ''] of text.slice(0, Math.max(0, end)).matchAll(/^data: (.*)$/gm)) {
        const event = JSON.parse(data) as { readonly position: number; readonly time: string };
        submissions.set(event.position, { time: Date.parse(event.time), received });
      }
      text = text.slice(end < 0 ? 0 : end + 2);
    }
  };
  const reading = read().catch((error: unknown) => opened.reject(error));
  return {
    submissions,
    isOpen: opened.promise,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await reading;
    },
  };
}

function headersOf(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}
