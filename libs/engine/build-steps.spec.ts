import { gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { buildStream, foldBuild, type RecordedBuildEvent, type RecordedStep } from '#domain';
import { buildContext } from '#testing/contracts';
import { EngineOnFakes } from '#testing/fakes';
import { buffer } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { BuildSteps } from './build-steps.js';
import { DockerfileDigest } from './dockerfile-digest.js';
import { JobOutput } from './job-output.js';

let on: EngineOnFakes;
beforeEach(() => {
  on = new EngineOnFakes();
});

const dockerfile = 'FROM busybox AS first\nRUN echo one\nFROM first\nRUN echo two\nCMD ["sh"]\n';

async function submit(text = dockerfile, args = {}, secretNames: readonly string[] = []) {
  const stdin = await on.parts.blobs.put(buildContext({ Dockerfile: text }));
  return on.submit('build', { tags: [], ...args }, { stdin, secretNames });
}

const toldOf = async (id: string) => foldBuild(await eventsOf(id));
const eventsOf = async (id: string) =>
  (await on.parts.store.readStream(buildStream(id))) as readonly RecordedBuildEvent[];

/** What stands in the job's output where a step says that it wrote. */
async function outputOf(id: string, { output }: RecordedStep): Promise<string> {
  return (await on.output(id)).slice(output?.from, output?.to);
}

describe('the steps of a build', () => {
  it('are recorded with what they made and where they wrote, before the end of the job, in one append when it is short', async () => {
    const { id } = await submit();
    const job = await on.run(id);
    const { steps, ...told } = await toldOf(id);
    expect(told).toMatchObject({ epoch: 1, attempt: 1, of: 5, lost: 0, dockerfile: digestOf(dockerfile) });
    expect(steps.map(({ stage, instruction }) => [stage, instruction])).toEqual([
      ['first', 'FROM busybox AS first'],
      ['first', 'RUN echo one'],
      ['1', 'FROM first'],
      ['1', 'RUN echo two'],
      ['1', 'CMD ["sh"]'],
    ]);
    const busybox = await on.host.graph.inspectImage('busybox');
    expect(steps.map(({ base }) => base)).toEqual([
      { name: 'busybox', image: busybox?.id, digests: [] },
      ...Array<undefined>(4),
    ]);
    expect(await Promise.all(steps.map((step) => outputOf(id, step)))).toMatchObject({ 1: 'one\n', 3: 'two\n' });
    expect(steps.filter(({ output }) => output)).toHaveLength(2);
    expect(steps.every(({ image, endedAt }) => image !== undefined && endedAt !== undefined)).toBe(true);
    expect(job).toMatchObject({ state: 'exited', exit: { status: 0 } });
    expect((await on.recorded()).slice(-2)).toEqual(['BuildStepped', 'JobExited']);
    expect(await eventsOf(id)).toHaveLength(1);
  });

  it('tell of no secret, and what is masked does not shift where they wrote', async () => {
    const secret = 'hush-hush-hush';
    const text = `FROM busybox\nARG KEY\nLABEL key=${secret}\nRUN echo a ${secret}; echo b hush-hush-\nRUN echo last\n`;
    const { id } = await submit(text, { args: { KEY: secret } }, ['KEY']);
    await on.run(id);
    const { steps } = await toldOf(id);
    expect(steps[2]?.instruction).toBe('LABEL key=***');
    expect(JSON.stringify(await eventsOf(id))).not.toContain(secret);
    const [, , , run, last] = steps as [RecordedStep, RecordedStep, RecordedStep, RecordedStep, RecordedStep];
    expect(await outputOf(id, run)).toBe('a ***\nb hush-hush-\n');
    expect(await outputOf(id, last)).toBe('last\n');
  });

  it('say which failed, and why', async () => {
    const { id } = await submit('FROM busybox\nRUN exit 3\nRUN echo never\n');
    await on.run(id);
    const { steps, of } = await toldOf(id);
    expect(of).toBe(3);
    expect(steps).toHaveLength(2);
    expect(steps[1]).toMatchObject({ instruction: 'RUN exit 3', error: expect.stringContaining('3') });
  });

  it('are told again by the start after a death, and those of the newest count', async () => {
    const { id } = await submit();
    await on.diedWith(id, {});
    const data = { epoch: 1, attempt: 1, of: 9, steps: [stepOf(7)] };
    await record(id, data);
    await on.run(id);
    await record(id, data);
    const { epoch, lost, steps } = await toldOf(id);
    expect({ epoch, lost, count: steps.length }).toEqual({ epoch: 2, lost: 1, count: 5 });
  });

  it('can be taken back, and are not without end', async () => {
    const { id } = await submit();
    const job = await on.job(id);
    const output = new JobOutput(on.outputs.open(id, { stdout: 0, stderr: 0 }, 1), { stdout: 0, stderr: 0 }, 1e6, []);
    const metadata = { actor: { kind: 'system', name: 'spec' }, correlationId: id } as const;
    const steps = new BuildSteps({ job, output, secrets: [], store: on.parts.store, metadata });
    steps.begin(undefined);
    const all = Array.from({ length: 2_100 }, (_, index) => stepOf(index + 1));
    await steps.take({ of: 2_100, steps: all, wrote: [] }, new Uint8Array());
    await steps.end();
    expect((await toldOf(id)).steps).toHaveLength(2_000);
    await steps.take({ of: 2_100, steps: [{ ...stepOf(2), cached: true }], wrote: [], onlyUpTo: 2 }, new Uint8Array());
    await steps.take({ of: 2_100, steps: [stepOf(3)], wrote: [] }, new Uint8Array());
    await steps.end();
    expect((await toldOf(id)).steps.map(({ number, cached }) => [number, cached])).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ]);
  });

  async function record(id: string, data: RecordedBuildEvent['data']): Promise<void> {
    const metadata = { actor: { kind: 'system', name: 'spec' }, correlationId: id } as const;
    const event = { id: crypto.randomUUID(), type: 'BuildStepped', data, metadata };
    await on.parts.store.append([{ stream: buildStream(id), events: [event] }]);
  }
});

describe('the digest of a Dockerfile in a context that passes by', () => {
  const files = { 'a/Dockerfile': 'other', big: 'x'.repeat(5_000), './Dockerfile': 'FROM busybox\n' };

  it.each([
    ['Dockerfile', 'FROM busybox\n'],
    ['./a/Dockerfile', 'other'],
  ])('is that of %s, in a tar and in a gzip, however it is cut', async (path, text) => {
    for (const gzip of [false, true]) {
      const whole = await buffer(buildContext(files, { gzip }));
      const digest = new DockerfileDigest(path);
      expect(await buffer(digest.read(pieces(whole, 300)))).toEqual(whole);
      expect(digest.digest).toBe(digestOf(text));
    }
  });

  it('is not there when the file is not, and whatever comes passes', async () => {
    for (const bytes of [await buffer(buildContext(files)), Buffer.from('no tar'), gzipSync('x').subarray(0, 12)]) {
      const digest = new DockerfileDigest('missing');
      expect(await buffer(digest.read(pieces(bytes, 7)))).toEqual(bytes);
      expect(digest.digest).toBeUndefined();
    }
  });
});

async function* pieces(bytes: Buffer, length: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

function stepOf(number: number): RecordedStep {
  return { number, instruction: `RUN ${number}`, startedAt: '2026-12-01T00:00:00.000Z', cached: false };
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
