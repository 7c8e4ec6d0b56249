import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rest, startRest } from './rest.js';
import { serverEvents, take, type ReceivedEvent } from './server-events.js';

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const writeEveryByte = 'for i in $(seq 0 255); do printf "\\\\$(printf %03o $i)"; done';

describe('GET /v1/jobs/{id}/output', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest();
  });
  afterAll(() => rest.stop());

  const bearer = () => ({ authorization: `Bearer ${rest.token}` });

  it('gives bytes as they were written, of one stream or both, from any offset', async () => {
    const { id, output } = await rest.sh(`${writeEveryByte}; printf 'oh\\n' >&2`.replaceAll('\\\\\\\\', '\\\\'));
    expect(output).toEqual({ stdout: 256, stderr: 3, cut: 0 });
    expect(await rest.output(id, '?stream=stdout')).toEqual(everyByte);
    expect((await rest.output(id, '?stream=stderr')).toString()).toBe('oh\n');
    const both = await rest.output(id);
    expect(both).toHaveLength(259);
    for (const from of [0, 1, 100, 255, 256]) {
      expect(await rest.output(id, `?stream=stdout&from=${from}`)).toEqual(everyByte.subarray(from));
    }
    for (let from = 0; from <= both.length; from += 37)
      expect(await rest.output(id, `?from=${from}`)).toEqual(both.subarray(from));
    expect(await rest.output(id, '?from=9007199254740991')).toHaveLength(0);
    for (const until of [1, 100, 256, 259, 1_000])
      expect(await rest.output(id, `?from=40&until=${until}`)).toEqual(both.subarray(40, Math.max(40, until)));
    expect(await rest.output(id, '?stream=stderr&until=2')).toEqual(Buffer.from('oh'));
    for (const tail of [0, 1, 200, 259, 1_000])
      expect(await rest.output(id, `?tail=${tail}`)).toEqual(both.subarray(Math.max(0, 259 - tail)));
    await rest.as().get(`/v1/jobs/${id}/output?tail=1&stream=stdout`).expect(400);
  });

  it('shows what a job writes while it runs', async () => {
    const { body } = await rest
      .as()
      .post('/v1/containers')
      .send({ image: 'busybox', cmd: ['sh', '-c', 'echo first; exec sleep 600'], init: true, rm: true });
    const response = await fetch(`${rest.url}/v1/jobs/${body.id}/output?follow=true`, { headers: bearer() });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe('first\n');
    expect(await rest.job(body.id)).toMatchObject({ state: 'running' });
    await rest.as().post(`/v1/jobs/${body.id}/signal`).send({ signal: 'TERM' }).expect(202);
    expect((await reader?.read())?.done).toBe(true);
    expect(await rest.job(body.id)).toMatchObject({ state: 'exited', status: 143 });
  });

  it('sends events that go on by Last-Event-ID exactly where a client left off', async () => {
    const { body } = await rest
      .as()
      .post('/v1/containers')
      .send({
        image: 'busybox',
        cmd: [
          'sh',
          '-c',
          'for i in $(seq 1 40); do echo "line $i ⚓"; [ $((i % 4)) = 0 ] && echo "oh $i" >&2; sleep 0.02; done; exit 3',
        ],
        rm: true,
      });
    const url = `${rest.url}/v1/jobs/${body.id}/output`;
    const first = await take(3, serverEvents(url, bearer()));
    const rest1 = await take(2, serverEvents(url, { ...bearer(), 'last-event-id': first.at(-1)?.id ?? '' }));
    const last: ReceivedEvent[] = [];
    for await (const event of serverEvents(url, { ...bearer(), 'last-event-id': rest1.at(-1)?.id ?? '' }))
      last.push(event);
    const events = [...first, ...rest1, ...last];
    expect(last.at(-1)).toMatchObject({ event: 'end', data: { id: body.id, state: 'exited', status: 3 } });
    expect(bytesOf(events)).toEqual(await rest.output(body.id));
    expect(bytesOf(events.filter(({ event }) => event === 'stderr'))).toEqual(
      await rest.output(body.id, '?stream=stderr'),
    );
    const ofStderr: ReceivedEvent[] = [];
    for await (const event of serverEvents(`${url}?stream=stderr&from=3`, bearer())) ofStderr.push(event);
    expect(bytesOf(ofStderr)).toEqual((await rest.output(body.id, '?stream=stderr')).subarray(3));
    const window: ReceivedEvent[] = [];
    for await (const event of serverEvents(`${url}?from=20&until=90`, bearer())) window.push(event);
    expect(bytesOf(window)).toEqual((await rest.output(body.id)).subarray(20, 90));
  });

  it('keeps output up to the limit of the job, and tells how much was cut', async () => {
    const job = await rest.sh('head -c 5000 /dev/zero | tr "\\0" x', { limits: { outputBytes: 1_000 } });
    expect(job).toMatchObject({ status: 0, output: { stdout: 5_000, stderr: 0, cut: 4_000 } });
    expect(await rest.output(job.id, '?stream=stdout')).toEqual(Buffer.alloc(1_000, 'x'));
    expect((await rest.output(job.id, '?stream=stderr')).toString()).toBe(
      '\n[longshore: the output limit of 1000 bytes was reached; 4000 bytes were cut]\n',
    );
  });

  it('keeps 20 MiB byte for byte', async () => {
    const job = await rest.sh(
      'head -c 20971520 /dev/urandom > /tmp/bytes; sha256sum < /tmp/bytes >&2; cat /tmp/bytes',
      { limits: { outputBytes: 33_554_432 } },
    );
    expect(job.output).toMatchObject({ stdout: 20_971_520, cut: 0 });
    const bytes = await rest.output(job.id, '?stream=stdout');
    const sum = (await rest.output(job.id, '?stream=stderr')).toString().split(' ')[0];
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sum);
    const tail = await rest.output(job.id, '?stream=stdout&from=20971000');
    expect(tail).toEqual(bytes.subarray(20_971_000));
  });

  it('is read by every right, and by nobody without a token', async () => {
    const { id } = await rest.sh('echo open');
    const reader = await rest.tokenWith(['read']);
    await rest.as(reader).get(`/v1/jobs/${id}/output`).expect(200);
    expect((await fetch(`${rest.url}/v1/jobs/${id}/output`)).status).toBe(401);
  });
});

function bytesOf(events: readonly ReceivedEvent[]): Buffer {
  const parts = events
    .filter(({ event }) => event !== 'end')
    .map(({ data }) => {
      const { encoding, data: text } = data as { encoding: BufferEncoding; data: string };
      return Buffer.from(text, encoding);
    });
  return Buffer.concat(parts);
}
