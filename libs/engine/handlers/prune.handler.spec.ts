import { jobLabel, type PrunePlan } from '#domain';
import { DomainError } from '#event-sourcing';
import { alice, FakeHost, PruneOnFakes, unheard, withDrivers } from '#testing/fakes';
import { beforeEach, describe, expect, it } from 'vitest';

let prune: PruneOnFakes;
beforeEach(() => {
  prune = new PruneOnFakes();
});

const idsOf = ({ items }: PrunePlan) => items.map(({ id }) => id);
const imageIds = async () => (await prune.on.host.graph.listImages({ steps: true })).map(({ id }) => id);

describe('a prune plan of images', () => {
  it('lists what is dangling with its steps, and its job removes that and nothing else', async () => {
    const before = await imageIds();
    const loose = await prune.build('loose');
    const tagged = await prune.build('tagged', ['app:1']);
    const made = await prune.plan('images');

    expect(made.items.map(({ id, reason }) => [id, reason])).toEqual([
      [loose, expect.stringContaining('dangling')],
      [expect.any(String), expect.stringContaining('a step of builds')],
      [expect.any(String), expect.stringContaining('a step of builds')],
    ]);
    const layer = 'echo loose'.length;
    expect(made).toMatchObject({ host: 'local', more: 0, bytes: layer, actor: alice.actor });
    expect(made.items.map(({ bytes }) => bytes)).toEqual([layer, 0, 0]);
    expect(await prune.plans.find(made.id)).toEqual(made);
    const unplanned = await prune.build('later');

    expect(await prune.applied(made)).toEqual({ plan: made.id, removed: idsOf(made), left: [], freedBytes: layer });
    const left = await imageIds();
    expect(left).toEqual(expect.arrayContaining([...before, tagged, unplanned]));
    expect(left.filter((id) => idsOf(made).includes(id))).toEqual([]);
  });

  it('leaves what was tagged since, what a container uses, what is built on, and what is gone, and says so', async () => {
    const [tagged, used, below, gone] = [
      await prune.build('tagged'),
      await prune.build('used'),
      await prune.build('below'),
      await prune.build('gone'),
    ];
    const made = await prune.plan('images');
    expect(idsOf(made)).toEqual(expect.arrayContaining([tagged, used, below, gone]));
    await prune.on.host.graph.tagImage(tagged, 'kept:1');
    await prune.container('web', { image: used });
    await prune.build('above', [], below);
    await prune.on.host.graph.removeImage(gone, { force: false, keepSteps: true });

    const { left, removed } = await prune.applied(made);
    const reasonOf = (id: string) => left.find((item) => item.id === id)?.reason;
    expect(reasonOf(tagged)).toBe('changed: it is named kept:1 since the plan was made');
    expect(reasonOf(used)).toBe('in use: container web was made from it');
    expect(reasonOf(below)).toMatch(/^in use: image sha256:\w+ was built on it$/);
    expect(reasonOf(gone)).toBe('gone already');
    // The steps of those that stay stay too.
    expect([...removed, ...left.map(({ id }) => id)].toSorted()).toEqual(idsOf(made).toSorted());
    expect(removed).toHaveLength(2);
  });

  it('of all takes each image with all its names', async () => {
    const app = await prune.build('app', ['app:1', 'registry.test:5000/team/app:2', 'app:3']);
    const made = await prune.plan('images', { all: true });
    expect(made.items[0]).toMatchObject({ id: app, names: ['app:1', 'registry.test:5000/team/app:2', 'app:3'] });

    expect((await prune.applied(made)).removed).toContain(app);
    expect(await prune.on.host.graph.inspectImage('app:3')).toBeUndefined();
  });

  it('leaves an image whose name points at another one by now', async () => {
    const old = await prune.build('old', ['app:1']);
    const made = await prune.plan('images', { all: true });
    const fresh = await prune.build('fresh', ['app:1']);

    expect((await prune.applied(made)).left).toContainEqual({
      id: old,
      reason: 'changed: the name app:1 no longer points at it',
    });
    expect((await prune.on.host.graph.inspectImage('app:1'))?.id).toBe(fresh);
  });

  it('leaves an image with its names where the host refuses the last step', async () => {
    const host = new FakeHost();
    const refuse = async (ref: string, options: { readonly force: boolean }) => {
      expect(options).toMatchObject({ force: false });
      if (ref.startsWith('sha256:')) throw new DomainError('conflict', 'host-conflict', 'container web is using it');
      return host.graph.removeImage(ref, options);
    };
    prune = new PruneOnFakes(withDrivers(host, { graph: { removeImage: refuse } }));
    const app = await prune.build('app', ['app:1', 'app:2']);
    const made = await prune.plan('images', { all: true });

    expect((await prune.applied(made)).left).toContainEqual({
      id: app,
      reason: 'the host refused: container web is using it',
    });
    expect((await host.graph.inspectImage(app))?.tags.toSorted()).toEqual(['app:1', 'app:2']);
  });

  it('goes on, after a worker died between two names of an image', async () => {
    const app = await prune.build('app', ['app:1', 'app:2']);
    const made = await prune.plan('images', { all: true });
    const result = await prune.appliedAfterDeath(made, { item: 0, left: [], freed: 0 }, () =>
      prune.on.host.graph.removeImage('app:1', { force: false }),
    );

    expect(result.removed).toContain(app);
    expect(await prune.on.host.graph.inspectImage(app)).toBeUndefined();
  });
});

describe('a prune plan of containers', () => {
  it('removes those that do not run, and leaves one that runs again, or ran', async () => {
    const [idle, started, ran] = [
      await prune.container('idle'),
      await prune.container('started', { cmd: ['sleep', '3600'] }),
      await prune.container('ran'),
    ];
    const running = await prune.container('running', { cmd: ['sleep', '3600'] });
    await prune.on.host.exec.startContainer(running);
    const made = await prune.plan('containers');
    expect(idsOf(made).toSorted()).toEqual([idle, started, ran].toSorted());
    await prune.on.host.exec.startContainer(started);
    await prune.on.host.exec.startContainer(ran);
    await prune.on.host.exec.waitContainer(ran, unheard.signal);

    const { removed, left } = await prune.applied(made);
    expect(removed).toEqual([idle]);
    expect(left.map(({ reason }) => reason)).toEqual([
      'in use: it is running again',
      'changed: it ran again since the plan was made',
    ]);
    for (const id of [running, started]) await prune.on.host.exec.removeContainer(id, { force: true, volumes: false });
  });

  it('lists none of a job that has not ended', async () => {
    prune.unended.add('j1');
    await prune.container('of j1', {}, { [jobLabel]: 'j1' });
    const own = await prune.container('of j2', {}, { [jobLabel]: 'j2' });
    expect(idsOf(await prune.plan('containers'))).toEqual([own]);
  });
});

describe('a prune plan of networks and of volumes', () => {
  it('removes networks without members, and leaves one that got some', async () => {
    for (const name of ['idle', 'joined', 'busy']) await prune.network(name);
    await prune.container('stopped', { network: 'busy' });
    const made = await prune.plan('networks');
    expect(made.items.map(({ names }) => names[0])).toEqual(['idle', 'joined']);
    await prune.container('late', { network: 'joined' });

    const { left } = await prune.applied(made);
    expect(left.map(({ reason }) => reason)).toEqual(['in use: container late is a member']);
    expect((await prune.on.host.network.listNetworks()).map(({ name }) => name)).toEqual(['joined', 'busy']);
  });

  it('removes volumes that no container mounts, and leaves one that was mounted or made anew', async () => {
    for (const name of ['idle', 'mounted', 'remade', 'used']) await prune.volume(name);
    await prune.container('db', { volumes: ['used:/data'] });
    const made = await prune.plan('volumes');
    expect(idsOf(made)).toEqual(['idle', 'mounted', 'remade']);
    await prune.container('late', { volumes: ['mounted:/data'] });
    await prune.on.host.graph.removeVolume('remade', { force: false });
    await expect.poll(async () => Date.now() > Date.parse(made.items[2]?.createdAt ?? '')).toBe(true);
    await prune.volume('remade');

    expect(await prune.applied(made)).toMatchObject({
      removed: ['idle'],
      left: [
        { id: 'mounted', reason: 'in use: container late mounts it' },
        { id: 'remade', reason: expect.stringContaining('changed') },
      ],
    });
  });

  it('leaves the bytes of volumes out where the host cannot measure them now', async () => {
    const host = new FakeHost();
    const busy = new DomainError('internal', 'host-refused', 'a disk usage operation is already running');
    prune = new PruneOnFakes(withDrivers(host, { graph: { measureVolumes: () => Promise.reject(busy) } }));
    await prune.volume('idle');
    const made = await prune.plan('volumes');
    expect(made).toMatchObject({ items: [{ id: 'idle' }], bytes: 0 });
    expect(made.items[0]).not.toHaveProperty('bytes');
  });
});
