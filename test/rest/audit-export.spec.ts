import { randomUUIDv7 } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { jobStream } from '#domain';
import type { NewEvent } from '#event-sourcing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rest, startRest } from './rest.js';

const count = 10_000;
/** Of each command's arguments, so that all together are far more than an export may hold at once. */
const weight = 6_000;

/** Texts that a careless export would break on, or a spreadsheet carry out. */
const evil = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', 'a "quote", a comma\r\nand a line'];

/** No worker runs: what is recorded stays as it is. */
describe('an export of the audit', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest({ worker: false });
    const events = Array.from({ length: count }, (_, n) => submission(n));
    for (let n = 0; n < count; n += 500) {
      const appends = events.slice(n, n + 500).map((event) => ({ stream: jobStream(event.id), events: [event] }));
      await rest.runtime.store.append(appends);
    }
    await rest.as().get('/v1/audit?limit=1').expect(200);
  });
  afterAll(() => rest.stop());

  function submission(n: number): NewEvent {
    const limits = { outputBytes: 1, graceSeconds: 1 };
    const args = { container: evil[n] ?? `web-${n}`, cmd: ['x'.repeat(weight)] };
    const data = { name: 'exec', args, env: {}, host: 'local', nice: 0, limits, warnings: [] };
    const id = randomUUIDv7();
    const actor = { kind: 'token', name: evil[n] ?? `actor-${n % 10}` } as const;
    return { id, type: 'JobSubmitted', data, metadata: { actor, correlationId: id, userAgent: evil[n] ?? 'spec/1' } };
  }

  async function open(query: string, accept?: string): Promise<IncomingMessage> {
    const headers = { authorization: `Bearer ${rest.token}`, ...(accept !== undefined && { accept }) };
    const sent = request(`${rest.url}/v1/audit?${query}`, { headers });
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return response;
  }

  async function textOf(response: IncomingMessage): Promise<string> {
    const parts: Buffer[] = [];
    for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
    return Buffer.concat(parts).toString();
  }

  it('is NDJSON: an entry a line, the newest first, each as a page shows it', async () => {
    const response = await open('format=ndjson&name=exec');
    expect(response.headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
    expect(response.headers['content-disposition']).toMatch(/^attachment; filename="audit-\d+\.ndjson"$/);
    const lines = (await textOf(response)).trimEnd().split('\n');
    expect(lines).toHaveLength(count);
    const positions = lines.map((line) => JSON.parse(line).position as number);
    expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => b - a));
    const { body } = await rest.as().get('/v1/audit?name=exec&limit=5').expect(200);
    expect(lines.slice(0, 5).map((line) => JSON.parse(line))).toEqual(body.items);
  });

  it('is CSV as RFC 4180 has it, in which no cell is a formula', async () => {
    const response = await open('format=csv&name=exec');
    expect(response.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    const [header, ...rows] = parseCsv(await textOf(response));
    expect(header?.join(' ')).toBe(
      'position time actor actorKind token address userAgent name targets host outcome status signal errorCode error ' +
        'startedAt endedAt durationMs job parent correlation args',
    );
    expect(rows).toHaveLength(count);
    expect(rows.filter((cells) => cells.length !== header?.length)).toEqual([]);
    expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    const cell = (row: readonly string[] | undefined, name: string) => row?.[header?.indexOf(name) ?? -1];
    const oldest = rows.toReversed();
    const defused = evil.map((text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text));
    expect(evil.map((_, n) => cell(oldest[n], 'actor'))).toEqual(defused);
    expect(evil.map((_, n) => cell(oldest[n], 'userAgent'))).toEqual(defused);
    expect(evil.map((_, n) => cell(oldest[n], 'targets'))).toEqual(evil.map((text) => `container ${text}`));
    expect(JSON.parse(cell(oldest[0], 'args') ?? '')).toEqual({ container: evil[0], cmd: ['x'.repeat(weight)] });
    expect(cell(rows[0], 'outcome')).toBe('queued');
    expect(cell(rows[0], 'status')).toBe('');
  });

  it.each([
    ['text/csv', 'text/csv'],
    ['application/x-ndjson', 'application/x-ndjson'],
    ['text/html, text/csv;q=0.9, */*', 'text/csv'],
    ['application/json, text/csv', 'application/json'],
    ['*/*', 'application/json'],
    ['', 'application/json'],
  ])('comes by the header Accept: %s gives %s', async (accept, type) => {
    const response = await open('actor=actor-7&userAgent=none', accept);
    expect(response.headers['content-type']).toContain(type);
    await textOf(response);
  });

  it('obeys the filters, and tells of one moment', async () => {
    const { body } = await rest.as().get('/v1/audit?actor=actor-7&limit=1').expect(200);
    const response = await open(`format=ndjson&actor=actor-7&at=${body.items[0].position - 1}`, 'text/csv');
    const lines = (await textOf(response)).trimEnd().split('\n');
    expect(lines).toHaveLength(count / 10 - 1);
    expect(await textOf(await open('format=ndjson&actor=nobody'))).toBe('');
    expect(parseCsv(await textOf(await open('format=csv&actor=nobody')))).toHaveLength(1);
  });

  it('holds little in memory, however much it is', async () => {
    let [bytes, measured] = [0, 0];
    const used: number[] = [];
    for await (const part of (await open('format=csv')) as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes - measured < 4_000_000) continue;
      measured = bytes;
      used.push(memoryInUse());
    }
    expect(bytes).toBeGreaterThan(count * weight);
    // What the first pages need is not counted: it is needed once.
    const [first = 0, ...later] = used;
    expect(later.length).toBeGreaterThan(8);
    expect(Math.max(...later) - first).toBeLessThan(bytes / 4);
  });

  it('ends with a client that goes away', async () => {
    const response = await open('format=ndjson');
    await once(response, 'readable');
    response.destroy();
    await once(response, 'close');
    await rest.as().get('/v1/audit?limit=1').expect(200);
  });
});

/** Bytes that are in use, garbage apart. */
function memoryInUse(): number {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Rows of cells, read by the grammar of RFC 4180 alone. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  while (field.lastIndex < text.length) {
    const found = field.exec(text);
    if (!found) throw new Error('this is no CSV');
    const [, quoted, plain = '', end] = found;
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
