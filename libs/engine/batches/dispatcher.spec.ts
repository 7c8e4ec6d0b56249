import { BatchesOnFakes, statesOf } from '../../testing/fakes/index.js';
import { factOfImage, imageOf } from '#testing';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../submission.js';

const bob: Caller = { actor: { kind: 'token', name: 'bob' }, rights: ['admin'] };
const metadata = { actor: bob.actor, correlationId: 'spec' };

describe('the dispatcher', () => {
  it('builds each on the image that was made of what it needs, and none before that', async () => {
    await using on = new BatchesOnFakes();
    const id = await on.submit({ top: ['left', 'right'], left: ['base'], right: ['base'], base: [] });
    const batch = await on.ended(id);
    expect(batch.job.exit).toMatchObject({ status: 0, result: { built: 4 } });
    expect([on.begun[0], on.begun.at(-1)]).toEqual(['base', 'top']);
    const job = await on.fakes.job(batch.build('left').job ?? '');
    expect(job.args['on']).toEqual({ 'base:1': batch.build('base').image });
    expect(job).toMatchObject({ ppid: batch.job.pid, actor: { name: 'alice' } });
  });

  it('skips what needs a build that failed, and goes on with the others', async () => {
    await using on = new BatchesOnFakes();
    on.fate('base', { fails: 'The command returned a non-zero code: 1' });
    const batch = await on.ended(await on.submit({ base: [], app: ['base'], last: ['app'], other: [] }));
    expect(statesOf(batch)).toEqual({ base: 'failed', app: 'skipped', last: 'skipped', other: 'built' });
    expect(batch.build('app').reason).toBe('it needs "base", which failed');
    expect(batch.job.exit).toMatchObject({ status: 1, error: { code: 'builds-failed' } });
  });

  it('ends the others when one fails, where it was told to fail fast', async () => {
    await using on = new BatchesOnFakes({ slots: { local: 1 } });
    on.fate('one', { fails: 'no' });
    on.fate('two', 'held');
    const id = await on.submit({ one: [], two: [], three: [], four: [] }, { failure: 'fail-fast' });
    const batch = await on.ended(id);
    expect(batch.counts).toMatchObject({ failed: 1, built: 0 });
    expect(batch.counts.cancelled).toBe(3);
  });

  it('tries again what failed of a transient fault, so often, and tells each try', async () => {
    await using on = new BatchesOnFakes();
    const fault = { fails: 'Get "https://registry.example/v2/": net/http: TLS handshake timeout' };
    on.fate('flaky', fault, fault);
    on.fate('lost', fault, fault, fault);
    const retry = { attempts: 3, backoffSeconds: 0 };
    const batch = await on.ended(await on.submit({ flaky: [], lost: [] }, { retry }));
    expect(statesOf(batch)).toEqual({ flaky: 'built', lost: 'failed' });
    expect(batch.build('flaky').attempts.map(({ number, reason }) => [number, reason])).toEqual([
      [1, fault.fails],
      [2, fault.fails],
      [3, undefined],
    ]);
  });

  it('runs as many at once as the batch and its groups allow', async () => {
    await using on = new BatchesOnFakes();
    for (const name of ['a', 'b', 'c', 'd']) on.fate(name, 'held');
    const id = await on.submit({ a: [], b: [], c: [] }, { maxParallel: 2 });
    const groups = { builds: { d: { groups: ['db'] }, e: { groups: ['db'] } } };
    const other = await on.submit({ d: [], e: [] }, { groups: { db: 1 } }, groups);
    await on.when(id, ({ counts }) => counts.running === 2);
    await on.when(other, ({ counts }) => counts.running === 1);
    expect(statesOf(await on.load(other))).toEqual({ d: 'running', e: 'waiting' });
    for (const name of ['a', 'b', 'c', 'd']) await on.letGo(name);
    await Promise.all([on.ended(id), on.ended(other)]);
  });

  it('carries equal builds out once for all of them, over batches too, and gives each its own names', async () => {
    await using on = new BatchesOnFakes();
    on.fate('same', 'held');
    const twin = { builds: { twin: { args: { tags: ['twin:1'], target: 'same' } } } };
    const first = await on.submit({ same: [] });
    await on.when(first, ({ counts }) => counts.running === 1);
    const second = await on.submit({ twin: [] }, {}, twin);
    const shared = await on.when(second, ({ counts }) => counts.shared === 1);
    expect(shared.build('twin').sharedWith).toEqual({ batch: first, build: 'same' });
    const graph = on.fakes.host.graph;
    const image = (await graph.inspectImage('busybox'))?.id ?? '';
    expect(image).not.toBe('');
    expect(on.begun).toEqual(['same']);
    const gate = on.letGo('same');
    await gate;
    await on.ended(first);
    const naming = await on.when(second, (batch) => batch.build('twin').attempts.length === 1);
    expect((await on.fakes.job(naming.build('twin').job ?? '')).args).toMatchObject({ images: [{ tags: ['twin:1'] }] });
    expect(on.begun).toEqual(['same']);
  });

  it('shares nothing that was begun before the name of its base moved to another image', async () => {
    await using on = new BatchesOnFakes();
    on.fate('same', 'held', 'built');
    const builds = { same: { bases: ['busybox'] } };
    const first = await on.submit({ same: [] }, {}, { builds });
    await on.when(first, ({ counts }) => counts.running === 1);
    const move = { names: ['busybox:latest'], movedTo: 'sha256:other', host: 'local' };
    await on.fakes.parts.store.append([factOfImage('ImageUntagged', imageOf('busybox'), move)]);
    const second = await on.ended(await on.submit({ same: [] }, {}, { builds }));
    expect([second.counts.built, on.begun]).toEqual([1, ['same', 'same']]);
    await on.letGo('same');
    await on.ended(first);
  });

  it('builds what it shared itself when the other one is ended', async () => {
    await using on = new BatchesOnFakes();
    on.fate('same', 'held');
    const first = await on.submit({ same: [] });
    await on.when(first, ({ counts }) => counts.running === 1);
    const second = await on.submit({ same: [] });
    await on.when(second, ({ counts }) => counts.shared === 1);
    await on.fakes.signal(first, 'TERM');
    expect((await on.ended(first)).job.exit).toMatchObject({ status: 143, signal: 'TERM', result: { cancelled: 1 } });
    expect((await on.ended(second)).job.exit).toMatchObject({ status: 0, result: { built: 1, shared: 0 } });
    expect(on.begun).toEqual(['same', 'same']);
  });

  it('ends with a signal exactly the builds of the batch, those that run and those that wait', async () => {
    await using on = new BatchesOnFakes({ slots: { local: 2 } });
    for (const name of ['a', 'b', 'mine']) on.fate(name, 'held');
    const other = await on.submit({ mine: [] }, {}, { caller: bob });
    await on.when(other, ({ counts }) => counts.running === 1);
    const id = await on.submit({ a: [], b: [], c: ['a'] });
    await on.when(id, ({ counts }) => counts.running > 0);
    await on.fakes.signal(id, 'INT');
    const batch = await on.ended(id);
    expect(batch.job.exit).toMatchObject({ status: 130, signal: 'INT', result: { cancelled: 3 } });
    expect(batch.build('c').reason).toBe('the batch got INT');
    await on.letGo('mine');
    expect((await on.ended(other)).counts.built).toBe(1);
  });

  it('ends at its deadline with 124', async () => {
    await using on = new BatchesOnFakes();
    on.fate('slow', 'held');
    const batch = await on.ended(await on.submit({ slow: [] }, { deadlineSeconds: 1 }));
    expect(batch.job.exit).toMatchObject({ status: 124, timedOut: true });
    expect(batch.build('slow').reason).toBe('the deadline of the batch has passed');
  });

  it('gives way to a newer batch of the same key and actor, with its running builds where it is told so', async () => {
    await using on = new BatchesOnFakes({ slots: { local: 0 } });
    on.fate('a', 'held');
    const key = { key: 'main' };
    const older = await on.submit({ a: [], b: ['a'] }, { supersede: key });
    const others = await on.submit({ c: [] }, { supersede: key }, { caller: bob });
    await on.when(older, ({ counts }) => counts.running === 1);
    const newer = await on.submit({ a: [] }, { supersede: { ...key, running: true }, dedup: false });
    const batch = await on.ended(older);
    expect(batch.supersededBy).toEqual({ batch: newer, running: true });
    expect(batch.job.exit).toMatchObject({ status: 1, error: { code: 'batch-superseded' }, result: { cancelled: 2 } });
    expect((await on.ended(newer)).counts.built).toBe(1);
    expect((await on.ended(others)).counts.built).toBe(1);
  });

  it('waits for an approval, and while it is paused', async () => {
    await using on = new BatchesOnFakes();
    const id = await on.submit({ a: [] }, { approval: true });
    await on.batches.ask(id, 'pause', metadata);
    await on.batches.ask(id, 'approve', metadata);
    expect((await on.ended(await on.submit({ b: [] }))).counts.built).toBe(1);
    expect(on.begun).toEqual(['b']);
    await on.batches.ask(id, 'resume', metadata);
    expect((await on.ended(id)).counts.built).toBe(1);
    await expect(on.batches.ask(id, 'pause', metadata)).rejects.toMatchObject({ code: 'batch-ended' });
  });

  it('keeps away from hosts that are drained or lack a label, and builds where the base was built', async () => {
    await using on = new BatchesOnFakes({ slots: { local: 100, other: 100 }, labels: { local: { disk: 'ssd' } } });
    const picky = await on.ended(await on.submit({ a: [], b: ['a'] }, { requires: { disk: 'ssd' } }));
    expect([...picky.builds.values()].map(({ host }) => host)).toEqual(['local', 'local']);
    await on.batches.drain('local', true, metadata);
    const id = await on.submit({ c: [] }, { hosts: ['local'] });
    const free = await on.ended(await on.submit({ d: [] }));
    expect(free.build('d').host).toBe('other');
    expect((await on.load(id)).counts.waiting).toBe(1);
    await on.batches.drain('local', false, metadata);
    expect((await on.ended(id)).build('c').host).toBe('local');
  });

  it('builds nothing on a host that does not answer, and chooses one that has what all need that are built on each other', async () => {
    const labels = { other: { disk: 'ssd' }, third: { disk: 'ssd' } };
    await using on = new BatchesOnFakes({ slots: { local: 9, other: 9, third: 9 }, labels, away: ['other'] });
    const builds = { app: { requires: { disk: 'ssd' } } };
    const batch = await on.ended(await on.submit({ base: [], app: ['base'], free: [] }, {}, { builds }));
    expect([...batch.builds.values()].map(({ host }) => host)).toEqual(['third', 'third', 'local']);
    const apart = { base: { requires: { disk: 'hdd' } }, ...builds };
    await expect(on.submit({ base: [], app: ['base'] }, {}, { builds: apart })).rejects.toMatchObject({
      code: 'batch-apart',
    });
  });

  it('shares a host by the weights of actors', async () => {
    await using on = new BatchesOnFakes({ slots: { local: 0 }, shares: { alice: 3 } });
    const names = (prefix: string) => Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`${prefix}${n}`, []]));
    on.fate('first', 'held');
    const first = await on.submit({ first: [] });
    await on.when(first, ({ counts }) => counts.running === 1);
    const both = [await on.submit(names('a')), await on.submit(names('b'), {}, { caller: bob })];
    await on.letGo('first');
    for (const id of both) await on.ended(id);
    const early = on.begun.slice(1, 33).filter((name) => name.startsWith('a')).length;
    expect(early).toBeGreaterThanOrEqual(23);
    expect(early).toBeLessThanOrEqual(25);
  });

  it('goes on after its death from the log alone: nothing is begun twice, nothing is lost', async () => {
    await using on = new BatchesOnFakes({ slots: { local: 2 } });
    for (const name of ['a', 'b']) on.fate(name, 'held');
    const id = await on.submit({ a: [], b: [], c: ['a'], d: ['c'] });
    await on.when(id, ({ counts }) => counts.running === 2);
    on.killDispatcher();
    await on.letGo('a');
    on.startDispatcher();
    await on.letGo('b');
    const batch = await on.ended(id);
    expect(batch.job.exit).toMatchObject({ status: 0, result: { built: 4 } });
    expect(on.begun.toSorted()).toEqual(['a', 'b', 'c', 'd']);
    const settled = (await on.events(id)).filter(({ type }) => type === 'BuildSettled');
    expect(settled).toHaveLength(4);
  });

  it('keeps secrets out of what it records, and gives them to the job that needs them', async () => {
    await using on = new BatchesOnFakes();
    on.fate('app', 'held');
    const builds = { app: { args: { target: 'app', args: { TOKEN: 'hunter2hunter2' } }, secretNames: ['TOKEN'] } };
    const id = await on.submit({ app: [] }, {}, { builds });
    const batch = await on.when(id, ({ counts }) => counts.running === 1);
    const job = batch.build('app').job ?? '';
    expect(JSON.stringify(await on.events(id))).not.toContain('hunter2');
    expect(await on.fakes.parts.secrets.get(job)).toEqual(['hunter2hunter2']);
    await on.letGo('app');
    await on.ended(id);
    await on.until(async () => (await on.fakes.parts.secrets.held()).length === 0);
  });
});
