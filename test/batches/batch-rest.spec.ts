import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchGraph, wholeBatch } from '../../apps/api/rest/batches/batch-answers.js';
import { engine, type Rest, startRest } from '../rest/rest.js';
import { serverEvents, take } from '../rest/server-events.js';
import { Batches } from './batches.js';

describe('batches over REST', () => {
  let rest: Rest;
  let batches: Batches;
  beforeAll(async () => {
    rest = await startRest({ settings: { heavyJobs: 1 } });
    batches = new Batches(rest);
  });
  afterAll(() => rest.stop());

  it('tells why each build waits, lets a batch go when it is approved, and tells all that happened', async () => {
    const held = await batches.submit(
      [
        { name: 'base', dockerfile: 'FROM busybox\nRUN echo base\n' },
        { name: 'app', dockerfile: 'FROM busybox\n', needs: [{ build: 'base', because: 'declared' }] },
      ],
      { approval: true },
    );
    const live = eventsAfter(held);
    const first = await live.next();
    const followed = take(Infinity, live);
    const waiting = await rest.as().get(`/v1/batches/${held}`).expect(200);
    expect(waiting.body).toMatchObject({ awaitsApproval: true, counts: { waiting: 2 } });
    expect(waiting.body.items[1].why).toMatchObject({ code: 'approval' });
    const { body: host } = await rest.as().post('/v1/hosts/local/drain').expect(200);
    expect(host).toMatchObject({ name: 'local', isDrained: true });
    await rest.as().post(`/v1/batches/${held}/approve`).expect(200);
    const { body } = await rest.as().get(`/v1/batches/${held}`).expect(200);
    expect(wholeBatch.parse(body)).toMatchObject({
      progress: { builds: { done: 0, of: 2 } },
      estimate: null,
      criticalPath: { builds: [{ name: 'base' }, { name: 'app' }], seconds: null },
      items: [
        { why: { code: 'no-host', sentence: expect.stringContaining('drained') } },
        { why: { code: 'needs', builds: [{ build: 'base', state: 'waiting' }] } },
      ],
    });
    await rest.as().post('/v1/hosts/local/undrain').expect(200);
    await batches.ended(held);
    const graph = await rest.as().get(`/v1/batches/${held}/graph`).expect(200);
    expect(batchGraph.parse(graph.body)).toMatchObject({
      nodes: [
        { id: 'base', state: 'built', isCritical: true },
        { id: 'app', state: 'built', isCritical: true },
      ],
      edges: [{ from: 'app', to: 'base', because: 'declared', ref: null, isCritical: true }],
    });
    const dot = await rest
      .as()
      .get(`/v1/batches/${held}/graph`)
      .set('accept', 'text/vnd.graphviz')
      .buffer()
      .expect(200);
    expect([dot.type, dot.text]).toEqual([
      'text/vnd.graphviz',
      expect.stringContaining('"base" -> "app" [penwidth=3]'),
    ]);
    const mermaid = await rest.as().get(`/v1/batches/${held}/graph?format=mermaid`).buffer().expect(200);
    expect([mermaid.type, mermaid.text]).toEqual(['text/vnd.mermaid', expect.stringContaining('n0 ==> n1')]);
    const events = [...(first.value ? [first.value] : []), ...(await followed)];
    expect(events.filter(({ event }) => event === 'BuildSettled')).toHaveLength(2);
    expect(events.at(-1)?.event).toBe('JobExited');
    const progress = events.filter(({ event }) => event === 'progress').map(({ data }) => wholeBatch.parse(data));
    expect(progress[0]?.items.map(({ name, state }) => [name, state])).toEqual([
      ['base', 'waiting'],
      ['app', 'waiting'],
    ]);
    expect(progress.at(-1)).toMatchObject({ state: 'exited', progress: { builds: { done: 2, of: 2 } } });
    const newest = new Map(progress.flatMap(({ items }) => items.map(({ name, state }) => [name, state])));
    expect([...newest.values()]).toEqual(['built', 'built']);
    const inLog = events.filter(({ id }) => id !== '');
    const resumed = await take(Infinity, eventsAfter(held, inLog[1]?.id ?? ''));
    expect(resumed.filter(({ id }) => id !== '')).toEqual(inLog.slice(2));
    expect(await take(Infinity, eventsAfter(held, inLog.at(-1)?.id ?? ''))).toEqual([]);
    const list = await rest.as().get('/v1/batches').expect(200);
    expect(list.body.items[0]).toMatchObject({ id: held, status: 0, counts: { built: 2 } });
    await rest.as().post(`/v1/batches/${held}/pause`).expect(409);
    const builds = [{ name: 'base', dockerfile: 'FROM busybox\n', steps: 1 }];
    const next = await batches.submit(builds, { approval: true });
    const { estimate, criticalPath } = wholeBatch.parse((await rest.as().get(`/v1/batches/${next}`).expect(200)).body);
    expect(criticalPath).toEqual({
      builds: [{ name: 'base', seconds: expect.any(Number) }],
      seconds: expect.any(Number),
    });
    expect(estimate).toEqual({ known: 1, remainingSeconds: criticalPath.seconds, endsAt: null });
    await rest.as().post(`/v1/batches/${next}/approve`).expect(200);
    expect((await batches.ended(next)).job.exit?.status).toBe(0);
    const over = wholeBatch.parse((await rest.as().get(`/v1/batches/${next}`).expect(200)).body);
    expect(over).toMatchObject({
      estimate: null,
      progress: { builds: { done: 1 }, steps: { done: 1, of: 1 }, share: 1 },
    });
    expect(over.progress.outputBytes).toBeGreaterThan(0);
  });

  it('ends with a signal to its job what runs and what waits, on the host too', async () => {
    const mark = `sleep ${1_000_000 + Math.floor(Math.random() * 8_000_000)}`;
    const id = await batches.submit([
      { name: 'a', dockerfile: `FROM busybox\nRUN ${mark}0\n` },
      { name: 'b', dockerfile: `FROM busybox\nRUN ${mark}1\n` },
      { name: 'c', dockerfile: `FROM busybox\nRUN ${mark}2\n` },
    ]);
    const batch = await batches.when(id, ({ counts }) => counts.running === 2);
    const job = [...batch.builds.values()].find(({ state }) => state === 'running')?.job ?? '';
    await expect.poll(async () => (await rest.output(job)).toString(), { timeout: 20_000 }).toContain(mark);
    await rest.as().post(`/v1/jobs/${id}/signal`).send({ signal: 'TERM' }).expect(202);
    const ended = await batches.ended(id);
    expect(ended.job.exit).toMatchObject({ status: 143, signal: 'TERM', result: { cancelled: 3 } });
    const left = async () => (await engine.listContainers()).filter(({ Command }) => Command.includes(mark)).length;
    await expect.poll(left, { timeout: 20_000 }).toBe(0);
  });

  it('publishes all or none', async () => {
    const [good, bad] = [`${rest.name('all')}:1`, `${rest.name('none')}:1`];
    const args = { tags: [good] };
    const all = await batches.submit(
      [
        { name: 'base', dockerfile: 'FROM busybox\nRUN echo all > /all\n', args },
        {
          name: 'app',
          dockerfile: `FROM ${good}\nRUN cat /all\n`,
          args: { tags: [`${rest.name('app')}:1`] },
          needs: [{ build: 'base', because: 'base', ref: good }],
        },
      ],
      { publish: 'all-or-none' },
    );
    const batch = await batches.ended(all);
    expect(batch.job.exit).toMatchObject({ status: 0, result: { built: 2 } });
    const host = rest.runtime.hosts.get('local');
    expect(await host?.graph.inspectImage(good)).toMatchObject({ id: batch.build('base').image, tags: [good] });
    const none = await batches.submit(
      [
        { name: 'fine', dockerfile: 'FROM busybox\nRUN echo none > /none\n', args: { tags: [bad] } },
        { name: 'broken', dockerfile: 'FROM busybox\nRUN false\n' },
      ],
      { publish: 'all-or-none' },
    );
    const failed = await batches.ended(none);
    expect(failed.job.exit).toMatchObject({ status: 1, error: { code: 'builds-failed' }, result: { built: 1 } });
    expect(await host?.graph.inspectImage(bad)).toBeUndefined();
    const image = failed.build('fine').image ?? '';
    await expect.poll(async () => (await host?.graph.inspectImage(image))?.tags ?? []).toEqual([]);
  });

  function eventsAfter(batch: string, id?: string) {
    const headers = { authorization: `Bearer ${rest.token}`, ...(id !== undefined && { 'last-event-id': id }) };
    return serverEvents(`${rest.url}/v1/batches/${batch}/events`, headers);
  }
});
