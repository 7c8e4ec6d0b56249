import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rest, startRest } from './rest.js';
import { serverEvents, take, type ReceivedEvent } from './server-events.js';

interface Line {
  readonly stream: string;
  readonly time: string;
  readonly data: string;
}

const patienceMs = 20_000;
/** Writes on both streams, for ever. */
const writer =
  'i=0; while :; do i=$((i+1)); echo "line $i ⚓"; [ $((i % 3)) = 0 ] && echo "oh $i" >&2; sleep 0.05; done';

describe('streams of a container', { timeout: 3 * patienceMs }, () => {
  let rest: Rest;
  let id: string;
  beforeAll(async () => {
    rest = await startRest();
    ({ id } = await rest.sleeper({ cmd: ['sh', '-c', writer] }));
  });
  afterAll(() => rest.stop());

  const bearer = () => ({ authorization: `Bearer ${rest.token}` });
  const get = (path: string, accept = '*/*') => fetch(`${rest.url}${path}`, { headers: { ...bearer(), accept } });
  const linesOf = async (query = '') =>
    (await (await get(`/v1/containers/${id}/logs${query}`, 'application/x-ndjson')).text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
  const newest = async (name: string) => (await rest.jobs(`?name=${name}&limit=1`))[0];

  it('GET …/logs: follows as it comes, and goes on exactly behind what a client has seen', async () => {
    const url = `${rest.url}/v1/containers/${id}/logs?follow=true`;
    const first = await take(5, serverEvents(url, bearer()));
    await expect
      .poll(() => newest('logs'), { timeout: patienceMs })
      .toMatchObject({
        state: 'exited',
        status: 129,
        actor: 'admin',
        args: { call: 'ContainerLogs', container: id, query: { follow: '1' } },
        result: { bytesOut: expect.any(Number) },
      });
    const next = await take(30, serverEvents(url, { ...bearer(), 'last-event-id': first.at(-1)?.id ?? '' }));
    const last = await take(4, serverEvents(url, { ...bearer(), 'last-event-id': next.at(-1)?.id ?? '' }));
    const seen = [...first, ...next, ...last];
    expect(seen.map(({ data }) => data)).toEqual((await linesOf()).slice(0, 39));
    expect(new Set(seen.map(({ event }) => event))).toEqual(new Set(['stdout', 'stderr']));
  });

  it('GET …/logs: of one stream, of the last lines, since a time', async () => {
    const all = await linesOf();
    // Both stand alone: what is written on two streams at once may have its times the other way round.
    expect((await linesOf(`?since=${all[9]?.time}&until=${all[12]?.time}`)).map(({ data }) => data)).toEqual(
      all.slice(9, 13).map(({ data }) => data),
    );
    expect(await linesOf('?tail=2')).toHaveLength(2);
    const bytes = await (await get(`/v1/containers/${id}/logs?stream=stderr&until=${all[12]?.time}`)).text();
    expect(bytes).toBe(
      all
        .slice(0, 13)
        .flatMap(({ stream, data }) => (stream === 'stderr' ? [data] : []))
        .join(''),
    );
  });

  it('GET …/stats: what it takes, once a second', async () => {
    const events: readonly ReceivedEvent[] = await take(
      2,
      serverEvents(`${rest.url}/v1/containers/${id}/stats`, bearer()),
    );
    expect(events.map(({ data }) => data)).toEqual([
      expect.objectContaining({ cpu: null, sent: null, processes: expect.any(Number) }),
      expect.objectContaining({ cpu: expect.any(Number), sent: expect.any(Number), written: expect.any(Number) }),
    ]);
    await expect.poll(() => newest('stats'), { timeout: patienceMs }).toMatchObject({ state: 'exited', status: 129 });
  });

  it('are refused where there is no such container or no right, and that is recorded', async () => {
    const missing = await get(`/v1/containers/${rest.name('none')}/logs`);
    expect([missing.status, await missing.json()]).toMatchObject([404, { code: 'container-not-found' }]);
    expect(await newest('logs')).toMatchObject({ state: 'refused' });
    expect((await fetch(`${rest.url}/v1/containers/${id}/stats`)).status).toBe(401);
  });
});
