import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildRecord } from '#domain';
import { tarOf } from './context.js';
import { engine, type Rest, startRest } from './rest.js';

/** Two stages, and a command that would like to be taken for the builder. */
const dockerfile = (mark: string) =>
  [
    'FROM busybox AS first',
    'ARG KEY',
    `RUN echo 'Step 9/9 : RUN fake'; echo "$KEY" ${mark}; head -c 3000 /dev/zero > /made`,
    'FROM busybox',
    'COPY --from=first /made /copied',
    'RUN echo last; head -c 5000 /dev/zero > /last',
    'CMD ["sh"]',
  ].join('\n');

const secret = 'hush-hush-hush';

describe('the record of a build', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest();
  });
  afterAll(async () => {
    await rest.stop();
    for (const image of stages) await engine.getImage(image).remove({ force: true });
  });

  /** Images of stages that no image is built on. */
  const stages: string[] = [];

  const get = async (path: string) => (await rest.as().get(path).expect(200)).body;
  const record = async (id: string) => (await get(`/v1/builds/${id}`)) as BuildRecord;

  async function build(query: string, text: string): Promise<string> {
    const { body } = await rest
      .as()
      .post(`/v1/builds?${query}`)
      .set('prefer', 'wait=60')
      .set('content-type', 'application/x-tar')
      .send(await tarOf({ Dockerfile: text }))
      .expect(200);
    return body.id as string;
  }

  async function outputOf(id: string, step: number | undefined): Promise<string> {
    const { body } = await rest.as().get(`/v1/builds/${id}/steps/${step}/output`).buffer().expect(200);
    return (body as Buffer).toString();
  }

  for (const builder of ['classic', 'buildkit'] as const) {
    it(`by ${builder}: each instruction is a step with its time, layer, bytes, cache hit and output`, async () => {
      const name = rest.name(builder);
      const query = `tag=${name}:1&builder=${builder}&secretArg=KEY&arg=KEY=${secret}`;
      const text = dockerfile(name);
      const ids = [await build(`${query}&noCache=true`, text), await build(query, text)] as const;
      const [first, again] = [await record(ids[0]), await record(ids[1])];
      const busybox = await engine.getImage('busybox').inspect();
      const { RootFS, Id } = await engine.getImage(`${name}:1`).inspect();
      expect(first).toMatchObject({
        actor: 'admin',
        builder,
        outcome: 'succeeded',
        starts: 1,
        restarts: 0,
        image: Id,
        tags: [`${name}:1`],
        inputs: {
          args: { KEY: expect.stringMatching(/^secret:/) },
          dockerfile: { path: 'Dockerfile', digest: expect.stringMatching(/^sha256:/) },
          context: { digest: expect.stringMatching(/^sha256:/) },
        },
        parent: null,
      });
      expect(new Set(first.bases.map(({ image }) => image))).toEqual(new Set([busybox.Id]));
      const steps = first.steps.filter(({ stage }) => stage !== null);
      const step = (text: string) => steps.find(({ instruction }) => instruction.includes(text));
      const [run, copy, last] = [step(name), step('COPY'), step('RUN echo last')];
      expect(await outputOf(ids[0], run?.number)).toBe(`Step 9/9 : RUN fake\n*** ${name}\n`);
      expect(await outputOf(ids[0], last?.number)).toBe('last\n');
      expect(await outputOf(ids[0], copy?.number)).toBe('');
      expect([copy?.size, last?.size]).toEqual([3_000, 5_000]);
      expect(new Set([copy?.layer, last?.layer]).size).toBe(2);
      expect(RootFS.Layers).toHaveLength(3);
      if (builder === 'classic') {
        expect(steps).toHaveLength(7);
        expect(run).toMatchObject({ stage: 'first', size: 3_000, layer: expect.stringMatching(/^sha256:/) });
        stages.push(run?.image ?? '');
        expect(step('CMD')).toMatchObject({ image: Id, size: 0, layer: null });
      }
      for (const { startedAt, endedAt, durationMs } of steps)
        expect(Date.parse(endedAt ?? '') - Date.parse(startedAt)).toBe(durationMs);
      expect(first.cache.hits).toBe(0);
      expect(again).toMatchObject({ image: Id, cache: { hits: again.cache.of, of: first.cache.of } });
      expect(first.progress.done).toBe(first.progress.of);
      const { items } = await get(`/v1/builds?image=${name}:1&actor=admin&outcome=succeeded`);
      expect(items.map(({ id, image, tags }: BuildRecord) => [id, image, tags])).toEqual([
        [ids[1], Id, [`${name}:1`]],
        [ids[0], Id, [`${name}:1`]],
      ]);
      expect(JSON.stringify([first, again])).not.toContain(secret);
    });
  }

  it('has its provenance as an in-toto statement, with the places of its events in the log', async () => {
    const name = rest.name('provenance');
    const id = await build(`tag=${name}:1&arg=A=b`, 'FROM busybox\nARG A\n');
    const { headers, body, text } = await rest.as().get(`/v1/builds/${id}/provenance`).buffer().expect(200);
    expect(headers['content-type']).toContain('application/vnd.in-toto+json');
    const statement = Buffer.isBuffer(body) ? JSON.parse(body.toString()) : JSON.parse(text);
    const { Id } = await engine.getImage(`${name}:1`).inspect();
    expect(statement).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: `${name}:1`, digest: { sha256: Id.slice('sha256:'.length) } }],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: {
        buildDefinition: { externalParameters: { actor: 'admin', args: { A: 'b' }, dockerfile: 'Dockerfile' } },
        runDetails: { metadata: { invocationId: id } },
      },
    });
    const { buildDefinition, runDetails } = statement.predicate;
    expect(buildDefinition.resolvedDependencies.map(({ name }: { name: string }) => name)).toEqual([
      'context',
      'context/Dockerfile',
      'busybox',
    ]);
    expect(runDetails.byproducts.at(-1)).toMatchObject({
      name: 'JobExited',
      annotations: { position: expect.any(Number) },
    });
  });

  it('says how far a build is that runs, and which step failed; without an image there is no provenance', async () => {
    const text = `FROM busybox\nRUN echo begun ${rest.name('runs')}; sleep 300\n`;
    const { body } = await rest
      .as()
      .post('/v1/builds')
      .set('content-type', 'application/x-tar')
      .send(await tarOf({ Dockerfile: text }))
      .expect(202);
    const path = `/v1/builds/${body.id}`;
    await expect
      .poll(async () => ((await get(path)) as BuildRecord).steps.at(-1), { timeout: 20_000 })
      .toMatchObject({ number: 2, endedAt: null, hasOutput: true });
    expect(await record(body.id)).toMatchObject({ outcome: 'running', progress: { done: 1, of: 2 }, image: null });
    expect(await outputOf(body.id, 2)).toContain('begun');
    expect((await rest.as().get(`${path}/provenance`).expect(409)).body.code).toBe('build-without-image');
    await rest.as().post(`/v1/jobs/${body.id}/signal`).send({ signal: 'KILL' }).expect(202);
    const failed = await build('', `FROM busybox\nLABEL of=${rest.name('fails')}\nRUN exit 3\n`);
    const { steps } = await record(failed);
    expect(steps.at(-1)).toMatchObject({ error: expect.stringContaining('3') });
    // What it has made all the same is on record with its end.
    const { id: left } = await get(`/v1/images/${steps.at(-2)?.image}`);
    stages.push(left);
    expect(left).toContain(steps.at(-2)?.image);
    expect((await rest.as().get(`/v1/builds/${failed}/steps/9/output`).expect(404)).body.code).toBe('step-not-found');
    const { id: run } = await rest.sh('true');
    expect((await rest.as().get(`/v1/builds/${run}`).expect(404)).body.code).toBe('build-not-found');
  });
});
