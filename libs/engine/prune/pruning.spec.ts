import { alice, FakeHost, PruneOnFakes, resultOf, withDrivers } from '#testing/fakes';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Host } from '../ports/index.js';
import type { Caller } from '../submission.js';

let prune: PruneOnFakes;
beforeEach(() => {
  prune = new PruneOnFakes();
});

describe('a job that applies a prune plan', () => {
  beforeEach(async () => {
    for (const name of ['a', 'b', 'c']) await prune.volume(name);
  });

  it('records before each removal that it begins', async () => {
    const { id } = await prune.apply(await prune.plan('volumes'));
    const seen: (readonly string[])[] = [];
    const append = prune.on.parts.store.append.bind(prune.on.parts.store);
    prune.on.parts.store.append = async (appends) => {
      if (appends.some(({ events }) => events.some(({ type }) => type === 'JobEffectStarted')))
        seen.push(await prune.volumes());
      return append(appends);
    };
    await prune.on.run(id);
    expect(seen).toEqual([['a', 'b', 'c'], ['b', 'c'], ['c']]);
    expect(await prune.on.output(id)).toContain('removed b\n');
  });

  it('is the only one: of many that come at once one gets the plan, and the others hear which', async () => {
    const made = await prune.plan('volumes');
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => prune.apply(made)));
    const [job, ...others] = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    expect(others).toEqual([]);
    for (const answer of answers.filter(({ status }) => status === 'rejected'))
      expect(answer).toMatchObject({
        reason: { code: 'plan-applied', message: expect.stringContaining(job?.id ?? '') },
      });
    expect((await prune.on.recorded()).toSorted()).toEqual([
      'JobRefused',
      'JobRefused',
      'JobRefused',
      'JobRefused',
      'JobSubmitted',
      'PrunePlanApplied',
      'PrunePlanned',
    ]);
  });

  it('needs the right of its kind', async () => {
    const seaman: Caller = { ...alice, rights: ['image', 'network'] };
    await expect(prune.apply(await prune.plan('volumes'), seaman)).rejects.toMatchObject({ code: 'right-missing' });
    await expect(prune.apply(await prune.plan('networks'), seaman)).resolves.toMatchObject({ name: 'prune.networks' });
  });

  it('goes on after a worker died: what that one began and is gone was removed by this job, once', async () => {
    const made = await prune.plan('volumes');
    const removeB = () => prune.on.host.graph.removeVolume('b', { force: false });
    await prune.on.host.graph.removeVolume('a', { force: false });
    const result = await prune.appliedAfterDeath(made, { item: 1, left: [], freed: 7 }, removeB);
    expect(result).toEqual({ plan: made.id, removed: ['a', 'b', 'c'], left: [], freedBytes: 7 });
  });

  it('goes on after a worker died: what that one did not begin, or had left, and is gone, others removed', async () => {
    const made = await prune.plan('volumes');
    const result = await prune.appliedAfterDeath(made, { item: 1, left: [0], freed: 0 }, async () => {
      for (const name of ['a', 'c']) await prune.on.host.graph.removeVolume(name, { force: false });
    });
    expect(result).toMatchObject({
      removed: ['b'],
      left: [
        { id: 'a', reason: 'gone already' },
        { id: 'c', reason: 'gone already' },
      ],
    });
  });

  it('stops between two removals when it is told to end, and tells what it has removed', async () => {
    const host = new FakeHost();
    const removing = Promise.withResolvers<void>();
    const toldToEnd = Promise.withResolvers<void>();
    const hold: Host['graph']['removeVolume'] = async (name, options) => {
      removing.resolve();
      await toldToEnd.promise;
      return host.graph.removeVolume(name, options);
    };
    prune = new PruneOnFakes(withDrivers(host, { graph: { removeVolume: hold } }));
    for (const name of ['a', 'b', 'c']) await prune.volume(name);
    const { id } = await prune.apply(await prune.plan('volumes'));
    const running = prune.on.run(id);
    await removing.promise;
    await prune.on.signal(id, 'TERM');
    toldToEnd.resolve();

    const job = await running;
    expect(job.exit).toMatchObject({ status: 143, signal: 'TERM' });
    expect(resultOf(job)).toMatchObject({
      removed: ['a'],
      left: [
        { id: 'b', reason: 'not reached: the job was told to end' },
        { id: 'c', reason: 'not reached: the job was told to end' },
      ],
    });
    expect(await prune.volumes()).toEqual(['b', 'c']);
  });
});
