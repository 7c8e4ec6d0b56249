import type { PruneKind } from '#domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobView } from '../../apps/api/rest/jobs/job-view.js';
import type { PlanView } from '../../apps/api/rest/prune/prune-plan-view.js';
import { tarOf } from './context.js';
import { engine, type Rest, startRest } from './rest.js';

/** The engine is shared: whatever is planned here is meant by a label of this spec alone. */
describe('pruning in two steps', () => {
  let rest: Rest;
  let mark: string;
  beforeAll(async () => {
    rest = await startRest();
    mark = rest.name('mark');
  });
  afterAll(async () => {
    await rest.stop();
    for (const { Id } of await engine.listImages({ filters: { label: [mark] } }))
      await engine.getImage(Id).remove({ force: true });
  });

  const plan = async (kind: PruneKind, label: string, more: object = {}): Promise<PlanView> => {
    const { status, body } = await rest
      .as()
      .post(`/v1/${kind}/prune-plan`)
      .send({ labels: [`${mark}=${label}`], ...more });
    expect([status, body.detail]).toEqual([201, undefined]);
    return body;
  };
  const apply = (of: PlanView): Promise<JobView> => rest.post(of.links.apply);
  const idsOf = ({ items }: PlanView) => items.map(({ id }) => id);
  /** What the log says last of a thing: that it was removed, by which job. It says so as soon as that job has ended. */
  const expectRemoved = async (type: string, id: string, { id: job, name }: JobView) => {
    const kind = type.replace('Removed', '').toLowerCase();
    const facts = await rest.runtime.store.readStream(`${kind}-local/${id}`);
    expect(facts.at(-1)).toMatchObject({ type, data: { cause: { by: 'job', job, name } } });
  };
  const labelled = (label: string) => ({ labels: { [mark]: label } });
  const isThere = (thing: { inspect(): Promise<unknown> }) =>
    thing.inspect().then(
      () => true,
      () => false,
    );

  describe('of images', () => {
    /** Builds an image of steps that no other has: its label, which all have, and a layer of so many bytes. */
    const build = async (label: string, bytes: number, tag?: string): Promise<string> => {
      const run = `RUN head -c ${bytes} /dev/zero > /${mark}-${label}`;
      const context = await tarOf({ Dockerfile: `FROM busybox\nLABEL ${mark}=${label}\n${run}\n` });
      const { body } = await rest
        .as()
        .post(`/v1/builds${tag === undefined ? '' : `?tag=${tag}`}`)
        .set('content-type', 'application/x-tar')
        .set('prefer', 'wait=60')
        .send(context);
      return body.result.image;
    };

    it('lists those that lost their name with their steps, and removes them but for one that came into use', async () => {
      const tag = `${rest.name('app')}:1`;
      const [first, second, third] = [
        await build('lost', 300_000, tag),
        await build('lost', 200_000, tag),
        await build('lost', 100_000, tag),
      ];
      const made = await plan('images', 'lost');
      const { Parent: label } = await engine.getImage(first).inspect();
      // The three have one step in common, the label, on which the third stands: it is not listed.
      expect(idsOf(made).toSorted()).toEqual([first, second].toSorted());
      expect(idsOf(made)).not.toContain(label);
      expect(made).toMatchObject({ kind: 'images', host: 'local', actor: 'admin', state: 'open', job: null });
      expect(made).toMatchObject({ count: 2, more: 0, bytes: 500_000 });
      for (const item of made.items)
        expect(item).toMatchObject({
          names: [],
          reason: 'dangling: no name points at it and no container uses it',
          bytes: item.id === first ? 300_000 : 200_000,
        });
      await rest.sh('true', { image: first, rm: false, name: rest.name('user') });

      const job = await apply(made);
      expect(job).toMatchObject({ name: 'prune.images', status: 0, args: { plan: made.id } });
      expect(job.result).toEqual({
        plan: made.id,
        removed: [second],
        left: [{ id: first, reason: `in use: container ${rest.name('user')} was made from it` }],
        freedBytes: 200_000,
      });
      const there = [first, second, third].map((id) => isThere(engine.getImage(id)));
      expect(await Promise.all(there)).toEqual([true, false, true]);
      await expectRemoved('ImageRemoved', second, job);
      expect((await rest.output(job.id)).toString()).toContain(`removed ${second}\n`);
    });

    it('lists the steps of a build without a tag, and removes exactly these', async () => {
      const image = await build('untagged', 1_000);
      const made = await plan('images', 'untagged');
      const step = 'a step of builds that no image is left of';
      expect(made.items.map(({ reason, bytes }) => [reason, bytes])).toEqual([
        ['dangling: no name points at it and no container uses it', 1_000],
        [step, 0],
      ]);
      expect(made.items[0]?.id).toBe(image);
      const job = await apply(made);
      expect(job.result).toMatchObject({ removed: idsOf(made), left: [], freedBytes: 1_000 });
      for (const id of idsOf(made)) {
        expect(await isThere(engine.getImage(id))).toBe(false);
        await expectRemoved('ImageRemoved', id, job);
      }
      expect(await isThere(engine.getImage('busybox'))).toBe(true);
    });

    it('takes those with a tag only where all are wanted, and leaves a tag that moved', async () => {
      const [tag, other] = [`${rest.name('moved')}:1`, `${rest.name('several')}:1`];
      const [moved, several] = [await build('tagged', 2_000, tag), await build('tagged', 3_000, other)];
      await rest.post('/v1/images/tag', { image: several, target: `localhost:5000/${other}` });
      expect(idsOf(await plan('images', 'tagged'))).toEqual([]);
      const made = await plan('images', 'tagged', { all: true });
      expect(made.items.find(({ id }) => id === several)).toMatchObject({
        names: expect.arrayContaining([other, `localhost:5000/${other}`]),
        reason: 'no container uses it',
      });
      const now = await build('moved', 1, tag);

      const { result } = await apply(made);
      expect(result).toMatchObject({ freedBytes: 3_000 });
      expect(result?.['left']).toContainEqual({
        id: moved,
        reason: `changed: the name ${tag} no longer points at it`,
      });
      expect(await isThere(engine.getImage(several))).toBe(false);
      expect((await engine.getImage(tag).inspect()).Id).toBe(now);
    });
  });

  it('of containers leaves one that was started again', async () => {
    const more = { rm: false, ...labelled('done') };
    const failed = await rest.sh('head -c 100000 /dev/zero > /file; exit 3', { ...more, name: rest.name('failed') });
    const idle = await rest.post('/v1/containers/create', {
      image: 'busybox',
      cmd: ['sleep', '600'],
      name: rest.name('idle'),
      init: true,
      ...labelled('done'),
    });
    const running = await rest.sleeper(labelled('done'));
    const [failedId, idleId] = [failed, idle].map(({ result }) => String(result?.['container']));
    const made = await plan('containers', 'done');
    expect(made.items.map(({ id, names, reason, bytes }) => [id, names, reason, bytes]).toSorted()).toEqual(
      [
        [failedId, [rest.name('failed')], expect.stringMatching(/^exited \d+ s ago with 3$/), 100_000],
        [idleId, [rest.name('idle')], expect.stringMatching(/^created \d+ s ago and never started$/), 0],
      ].toSorted(),
    );
    expect(idsOf(await plan('containers', 'done', { olderThan: 3_600 }))).toEqual([]);
    expect(idsOf(await plan('containers', 'done', { notLabels: [mark] }))).toEqual([]);
    await rest.post(`/v1/containers/${idleId}/start`);

    const job = await apply(made);
    expect(job.result).toEqual({
      plan: made.id,
      removed: [failedId],
      left: [{ id: idleId, reason: 'in use: it is running again' }],
      freedBytes: 100_000,
    });
    await expectRemoved('ContainerRemoved', failedId ?? '', job);
    expect(await isThere(engine.getContainer(running.id))).toBe(true);
  });

  it('of networks leaves one that has got a member, and never lists those of stopped containers', async () => {
    const create = async (name: string) =>
      (await rest.post('/v1/networks', { name: rest.name(name), internal: true, ...labelled('net') })).result?.[
        'network'
      ];
    const [idle, joined] = [await create('idle-net'), await create('joined-net'), await create('stopped-net')];
    await rest.sh('true', { rm: false, network: rest.name('stopped-net') });
    const made = await plan('networks', 'net');
    expect(made.items.map(({ id, reason }) => [id, reason])).toEqual([
      [idle, expect.stringMatching(/^no members; created \d+ s ago$/)],
      [joined, expect.stringMatching(/^no members; created \d+ s ago$/)],
    ]);
    const member = await rest.sleeper({ network: rest.name('joined-net') });

    const job = await apply(made);
    expect(job.result).toMatchObject({
      removed: [idle],
      left: [{ id: joined, reason: `in use: container ${member.name} is a member` }],
    });
    await expectRemoved('NetworkRemoved', String(idle), job);
    expect(await isThere(engine.getNetwork(String(joined)))).toBe(true);
  });

  it('of volumes frees the bytes that they hold, and leaves one that is mounted', async () => {
    const [full, mounted] = [rest.name('full'), rest.name('mounted')];
    for (const name of [full, mounted]) await rest.post('/v1/volumes', { name, ...labelled('vol') });
    await rest.sh('head -c 123456 /dev/zero > /data/file', { volumes: [`${full}:/data`] });
    const made = await plan('volumes', 'vol');
    expect(made).toMatchObject({ bytes: 123_456, count: 2 });
    expect(made.items).toEqual([
      { id: full, names: [full], reason: 'no container mounts it', bytes: 123_456, createdAt: expect.any(String) },
      { id: mounted, names: [mounted], reason: 'no container mounts it', bytes: 0, createdAt: expect.any(String) },
    ]);
    expect(idsOf(await plan('volumes', 'vol', { anonymous: true }))).toEqual([]);
    const user = await rest.sleeper({ volumes: [`${mounted}:/data`] });

    const job = await apply(made);
    expect(job.result).toEqual({
      plan: made.id,
      removed: [full],
      left: [{ id: mounted, reason: `in use: container ${user.name} mounts it` }],
      freedBytes: 123_456,
    });
    await expectRemoved('VolumeRemoved', full, job);
    expect(await isThere(engine.getVolume(mounted))).toBe(true);
  });
});
