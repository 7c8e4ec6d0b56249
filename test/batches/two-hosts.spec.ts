import { randomBytes } from 'node:crypto';
import { openHosts } from '#drivers';
import type { Host } from '#engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnEngine } from '../observer/own-engine.js';
import { type Rest, startRest } from '../rest/rest.js';
import { Batches } from './batches.js';

const ssd = { requires: { disk: 'ssd' } };
const hdd = { requires: { disk: 'hdd' } };

describe('batches on two hosts', () => {
  const cleanUp = new AsyncDisposableStack();
  const seed = randomBytes(5).toString('hex');
  let engine: OwnEngine;
  let rest: Rest;
  let batches: Batches;
  let local: Host;
  let other: Host;

  beforeAll(async () => {
    engine = cleanUp.use(await OwnEngine.start());
    await engine.takeImage('busybox');
    const settings = { hosts: new Map([['other', engine.url]]), heavyJobs: 2 };
    const hosts = openHosts(settings.hosts.set('local', process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock'));
    const hostLabels = new Map([
      ['local', { disk: 'ssd' }],
      ['other', { disk: 'hdd' }],
    ]);
    rest = await startRest({ hosts, settings: { ...settings, hostLabels }, log: () => undefined });
    cleanUp.defer(() => rest.stop());
    batches = new Batches(rest);
    [local, other] = ['local', 'other'].map((name) => rest.runtime.hosts.get(name)) as [Host, Host];
  });
  afterAll(() => cleanUp.disposeAsync());

  /** A Dockerfile of the spec's own, so that nothing is in a cache. */
  const file = (text: string, base = 'busybox') => `FROM ${base}\nLABEL of=${seed}\n${text}\n`;
  const whyOf = async (id: string, name: string) => {
    const { body } = await rest.as().get(`/v1/batches/${id}`).expect(200);
    return (body.items as { name: string; why?: { sentence: string } }[]).find((item) => item.name === name)?.why;
  };

  it('go by labels and load, and where their bases are: what is built on each other goes to one host that all of it may go to', async () => {
    const base = `${rest.name('base')}:1`;
    const free = ['w', 'x', 'y', 'z'].map((name) => ({ name, dockerfile: file(`RUN sleep 1; echo ${name}`) }));
    const id = await batches.submit([
      { name: 'base', dockerfile: file('RUN echo base > /made'), args: { tags: [base] } },
      {
        name: 'app',
        dockerfile: file('RUN cat /made', base),
        needs: [{ build: 'base', because: 'base', ref: base }],
        ...hdd,
      },
      { name: 'fast', dockerfile: file('RUN echo fast'), ...ssd },
      ...free,
    ]);
    const batch = await batches.ended(id, 120_000);
    expect(batch.job.exit).toMatchObject({ status: 0, result: { built: 7 } });
    const hostOf = (name: string) => batch.build(name).host;
    expect([hostOf('base'), hostOf('app'), hostOf('fast')]).toEqual(['other', 'other', 'local']);
    expect(new Set(free.map(({ name }) => hostOf(name)))).toEqual(new Set(['local', 'other']));
    expect(await local.graph.inspectImage(base)).toBeUndefined();
    expect((await other.graph.inspectImage(base))?.id).toBe(batch.build('base').image);
  });

  it('go on without a host that is drained in the middle, but for what is built on an image there, which says so', async () => {
    const base = `${rest.name('drained')}:1`;
    const id = await batches.submit([
      { name: 'base', dockerfile: file('RUN sleep 2; echo drained > /made'), args: { tags: [base] }, ...hdd },
      { name: 'app', dockerfile: file('', base), needs: [{ build: 'base', because: 'base', ref: base }] },
      { name: 'free', dockerfile: file('RUN echo free'), needs: [{ build: 'base', because: 'declared' }] },
    ]);
    await batches.when(id, (batch) => batch.build('base').state === 'running', 120_000);
    await rest.as().post('/v1/hosts/other/drain').expect(200);
    const batch = await batches.when(id, ({ counts }) => counts.built === 2, 120_000);
    expect(batch.build('base').host).toBe('other');
    expect([batch.build('free').host, batch.build('free').state]).toEqual(['local', 'built']);
    expect(await whyOf(id, 'app')).toMatchObject({ code: 'no-host', sentence: 'host other is drained' });
    await rest.as().post('/v1/hosts/other/undrain').expect(200);
    expect((await batches.ended(id, 120_000)).build('app').host).toBe('other');
  });

  it('leave every name of every host as it was when one of them cannot publish', async () => {
    const [kept, fresh] = [`${rest.name('kept')}:1`, `${rest.name('fresh')}:1`];
    const before = await batches.ended(
      await batches.submit([{ name: 'kept', dockerfile: file('LABEL turn=1'), args: { tags: [kept] }, ...ssd }]),
      120_000,
    );
    const lost = `127.0.0.1:1/${rest.name('lost')}:1`;
    const builds = [
      { name: 'kept', dockerfile: file('LABEL turn=2'), args: { tags: [kept] }, ...ssd },
      { name: 'fresh', dockerfile: file('LABEL turn=3'), args: { tags: [fresh] }, ...ssd },
      { name: 'lost', dockerfile: file('LABEL turn=4'), args: { tags: [lost] }, ...hdd, push: true },
    ];
    const retry = { attempts: 1, backoffSeconds: 0 };
    const batch = await batches.ended(await batches.submit(builds, { publish: 'all-or-none', retry }), 120_000);
    expect(batch.job.exit).toMatchObject({ status: 1, error: { code: 'publish-failed' }, result: { built: 3 } });
    expect([...batch.publishes.values()].map(({ host, outcome }) => `${host} ${outcome}`).toSorted()).toEqual([
      'local taken-back',
      'other failed',
    ]);
    expect((await local.graph.inspectImage(kept))?.id).toBe(before.build('kept').image);
    expect(await local.graph.inspectImage(fresh)).toBeUndefined();
    expect(await other.graph.inspectImage(lost)).toBeUndefined();
    const { body } = await rest.as().get('/v1/drift?limit=1000');
    expect(JSON.stringify(body.items)).not.toContain(rest.name(''));
  });

  it('wait for a host that is away, and say so, where they can go nowhere else', async () => {
    await engine.crash();
    // Those that were sent there before anybody knew wait for it too.
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const id = await batches.submit(names.map((name) => ({ name, dockerfile: file(`LABEL away=${name}`), ...hdd })));
    await expect.poll(() => whyOf(id, 'f'), { timeout: 60_000 }).toMatchObject({ sentence: 'host other is away' });
    await engine.startAgain();
    expect((await batches.ended(id, 120_000)).job.exit).toMatchObject({ status: 0, result: { built: 6 } });
  });
}, 200_000);
