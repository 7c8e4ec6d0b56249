import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine, type Rest, startRest } from '../rest/rest.js';
import { Batches } from './batches.js';

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
});
