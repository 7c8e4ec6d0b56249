import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRegistry, privateRegistry } from '../rest/registries.js';
import { engine, type Rest, startRest } from '../rest/rest.js';
import { alice, Batches } from './batches.js';

describe('a batch', () => {
  let rest: Rest;
  let batches: Batches;
  beforeAll(async () => {
    rest = await startRest();
    batches = new Batches(rest);
  });
  afterAll(() => rest.stop());

  for (const builder of ['classic', 'buildkit'] as const) {
    it(`builds with the ${builder} builder each image on the one that was made for it, whatever name that had before`, async () => {
      const base = `${rest.name(`base-${builder}`)}:1`;
      const app = `${rest.name(`app-${builder}`)}:1`;
      const id = await batches.submit([
        {
          name: 'app',
          dockerfile: `ARG BASE=nothing\nFROM $BASE\nRUN cat /made > /copy\nCOPY --from=${base} /made /twice\n`,
          args: { tags: [app], args: { BASE: base }, builder },
          needs: [{ build: 'base', because: 'base', ref: base }],
        },
        { name: 'base', dockerfile: 'FROM busybox\nRUN echo base > /made\n', args: { tags: [base], builder } },
      ]);
      const batch = await batches.ended(id);
      expect(batch.job.exit).toEqual({
        status: 0,
        result: { built: 2, failed: 0, cancelled: 0, skipped: 0, shared: 0 },
      });
      const image = await engine.getImage(app).inspect();
      expect(image.Id).toBe(batch.build('app').image);
      expect(image.RepoTags).toEqual([app]);
      expect((await engine.getImage(base).inspect()).RepoTags).toEqual([base]);
      expect((await rest.sh('cat /copy /twice', { image: app })).status).toBe(0);
      const job = await rest.job(batch.build('app').job ?? '');
      expect(job).toMatchObject({ name: 'build', ppid: batch.job.pid, status: 0, actor: 'alice' });
    });
  }

  it('is published as a whole, and pushed, and none of that is drift', async () => {
    const { address, credentials } = privateRegistry();
    const tags = [`${openRegistry()}/${rest.name('one')}:1`, `${address}/${rest.name('two')}:1`];
    const builds = tags.map((tag, index) => ({
      name: `b${index}`,
      dockerfile: `FROM busybox\nLABEL whole=${tag}\n`,
      args: { tags: [tag] },
      push: true,
    }));
    const known = { [address]: credentials };
    const batch = await batches.ended(await batches.submit(builds, { publish: 'all-or-none' }, alice, known));
    expect(batch.job.exit?.status).toBe(0);
    for (const [index, tag] of tags.entries()) {
      const { Id, RepoTags, RepoDigests } = await engine.getImage(tag).inspect();
      expect({ Id, RepoTags }).toEqual({ Id: batch.build(`b${index}`).image, RepoTags: [tag] });
      expect(RepoDigests).toHaveLength(1);
    }
    expect(await driftOf(tags)).toEqual([]);
    const each = await batches.ended(await batches.submit(builds.slice(1), {}, alice, known));
    expect(each.job.exit?.status).toBe(0);
    const [publish] = batch.publishes.values();
    expect(await rest.job(publish?.job ?? '')).toMatchObject({
      args: { credentials: { [address]: { password: expect.stringMatching(/^secret:/) } } },
    });
    const [{ told } = { told: -1n }] = await rest.runtime.database.prisma.$queryRaw<
      readonly { readonly told: bigint }[]
    >`
      select count(*) as told from events where position(${credentials.password} in body) > 0`;
    expect(told).toBe(0n);
  });

  it('that cannot be pushed whole leaves every name as it was', async () => {
    const [kept, lost] = [`${rest.name('kept')}:1`, `127.0.0.1:1/${rest.name('lost')}:1`];
    const first = await batches.ended(
      await batches.submit([{ name: 'kept', dockerfile: 'FROM busybox\nLABEL turn=1\n', args: { tags: [kept] } }]),
    );
    const builds = [
      { name: 'kept', dockerfile: 'FROM busybox\nLABEL turn=2\n', args: { tags: [kept] } },
      { name: 'lost', dockerfile: 'FROM busybox\nLABEL turn=3\n', args: { tags: [lost] }, push: true },
    ];
    const retry = { attempts: 1, backoffSeconds: 0 };
    const batch = await batches.ended(await batches.submit(builds, { publish: 'all-or-none', retry }));
    expect(batch.job.exit?.status).toBe(1);
    expect((await engine.getImage(kept).inspect()).Id).toBe(first.build('kept').image);
    await expect(engine.getImage(lost).inspect()).rejects.toMatchObject({ statusCode: 404 });
    expect(await driftOf([kept, lost])).toEqual([]);
  });

  async function driftOf(names: readonly string[]): Promise<readonly unknown[]> {
    const { body } = await rest.as().get('/v1/drift?limit=1000');
    const items: readonly unknown[] = body.items;
    return items.filter((item) => names.some((name) => JSON.stringify(item).includes(name)));
  }
});
