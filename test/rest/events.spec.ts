import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rest, startRest } from './rest.js';
import { serverEvents, take } from './server-events.js';

describe('GET /v1/events', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest();
    await rest.sh('true');
  });
  afterAll(() => rest.stop());

  const stream = (query = '', headers = {}) =>
    serverEvents(`${rest.url}/v1/events${query}`, { authorization: `Bearer ${rest.token}`, ...headers });

  it('gives the whole log from its first position, as CloudEvents with their actor and cause', async () => {
    const all = await take(4, stream());
    expect(all.map(({ id }) => id)).toEqual(['1', '2', '3', '4']);
    const events = await take(4, stream('?type=TokenCreated&type=JobSubmitted&type=JobStarted&type=JobEffectStarted'));
    expect(events[0]).toMatchObject({
      event: 'TokenCreated',
      data: { specversion: '1.0', position: 1, actor: 'longshore' },
    });
    expect(events[1]).toMatchObject({
      event: 'JobSubmitted',
      data: {
        type: 'JobSubmitted',
        subject: expect.stringMatching(/^job-/),
        actor: 'admin',
        actorkind: 'token',
        sourceaddress: '127.0.0.1',
        data: { name: 'run' },
      },
    });
    const [submitted, started] = events.slice(1).map(({ data }) => data as Readonly<Record<string, unknown>>);
    expect(started).toMatchObject({ type: 'JobStarted', correlationid: submitted?.['correlationid'] });
  });

  it('goes on behind Last-Event-ID, and waits for what comes', async () => {
    const head = await rest.runtime.store.head();
    // Of one type: the observer may record something in between.
    const coming = take(1, stream('?type=JobSubmitted', { 'last-event-id': String(head) }));
    const { body } = await rest.as().post('/v1/volumes');
    const [next] = await coming;
    expect(next).toMatchObject({ event: 'JobSubmitted', data: { subject: `job-${body.id}` } });
    expect(Number(next?.id)).toBeGreaterThan(head);
    expect((await take(2, stream('', { 'last-event-id': '1' }))).map(({ id }) => id)).toEqual(['2', '3']);
    expect((await take(1, stream('?after=2'))).map(({ id }) => id)).toEqual(['3']);
  });

  it('sends only the types and streams that are asked for', async () => {
    const { id } = await rest.sh('true');
    const ends = await take(2, stream('?type=JobExited&type=TokenCreated'));
    expect(ends.map(({ event }) => event)).toEqual(['TokenCreated', 'JobExited']);
    const own = await take(2, stream(`?stream=job-${id}`));
    expect(own.map(({ event }) => event)).toEqual(['JobSubmitted', 'JobStarted']);
  });

  it('gives pages of the log too, to be gone through by `next`', async () => {
    const positions: number[] = [];
    for (let after: number | null = 0; after !== null;) {
      const { body } = await rest.as().get(`/v1/events?limit=3&after=${after}`).expect(200);
      positions.push(...(body.items as { position: number }[]).map(({ position }) => position));
      after = body.next as number | null;
    }
    expect(positions.length).toBeGreaterThan(8);
    expect(positions).toEqual(positions.map((_, index) => index + 1));
  });

  it('refuses a query that is none', async () => {
    for (const query of ['after=-1', 'after=x', 'limit=0', 'stream=%00', 'types=JobExited']) {
      const { body, status } = await rest.as().get(`/v1/events?${query}`);
      expect([query, status, body.code]).toEqual([query, 400, 'args-invalid']);
    }
  });
});
