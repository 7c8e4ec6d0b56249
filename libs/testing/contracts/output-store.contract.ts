import { randomBytes, randomUUID } from 'node:crypto';
import type { OutputChunk, OutputKept, OutputStore, OutputStream } from '#engine';
import { afterEach, describe, expect, it, vi } from 'vitest';

const nothing: OutputKept = { stdout: 0, stderr: 0 };

/** What every OutputStore keeps to. */
export function outputStoreContract(open: () => OutputStore): void {
  afterEach(() => {
    vi.useRealTimers();
  });

  describe('what a job writes', () => {
    it('is read in the order in which it was written, both streams or one', async () => {
      const [outputs, job] = [open(), randomUUID()];

      await write(outputs, job, ['stdout', 'one '], ['stderr', 'two '], ['stderr', 'three '], ['stdout', 'four']);

      expect(await read(outputs, job, { offset: 0 })).toBe('one two three four');
      expect(await read(outputs, job, { offset: 0, stream: 'stdout' })).toBe('one four');
      expect(await read(outputs, job, { offset: 0, stream: 'stderr' })).toBe('two three ');
      expect(
        (await chunks(outputs, job, 0)).map(({ stream }) => stream).filter((stream, n, all) => stream !== all[n - 1]),
      ).toEqual(['stdout', 'stderr', 'stdout']);
    });

    it('is read from any offset, and each chunk tells where it stands', async () => {
      const [outputs, job] = [open(), randomUUID()];
      await write(outputs, job, ['stdout', 'abc'], ['stderr', 'defg'], ['stdout', 'hi']);

      for (let offset = 0; offset <= 10; offset++) {
        expect(await read(outputs, job, { offset })).toBe('abcdefghi'.slice(offset));
        expect(await read(outputs, job, { offset, stream: 'stdout' })).toBe('abchi'.slice(offset));
        expect(await read(outputs, job, { offset, stream: 'stderr' })).toBe('defg'.slice(offset));
        expect((await chunks(outputs, job, offset)).at(0)?.start).toBe(offset < 9 ? offset : undefined);
      }
      expect((await chunks(outputs, job, 8)).at(0)).toMatchObject({ stream: 'stdout', start: 8, streamStart: 4 });
    });

    it('is kept to the byte, whatever the bytes are', async () => {
      const [outputs, job] = [open(), randomUUID()];
      const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      const random = randomBytes(300_000);

      await write(outputs, job, ['stdout', all], ['stderr', Buffer.alloc(0)], ['stderr', random]);

      expect(await bytes(outputs, job, { offset: 0, stream: 'stdout' })).toEqual(all);
      expect(await bytes(outputs, job, { offset: 0, stream: 'stderr' })).toEqual(random);
      expect(await bytes(outputs, job, { offset: 200_000 })).toEqual(Buffer.concat([all, random]).subarray(200_000));
    });

    it('may be large, and of many turns', async () => {
      const [outputs, job] = [open(), randomUUID()];
      const turns = Array.from(
        { length: 400 },
        (_, n) => [n % 2 === 0 ? 'stdout' : 'stderr', `${n} `.repeat(4_000)] as const,
      );

      await write(outputs, job, ...turns);

      const whole = turns.map(([, text]) => text).join('');
      expect((await bytes(outputs, job, { offset: 0 })).equals(Buffer.from(whole))).toBe(true);
      expect(await read(outputs, job, { offset: whole.length - 10 })).toBe(whole.slice(-10));
    });

    it('is read while the job goes on writing', async () => {
      const [outputs, job] = [open(), randomUUID()];
      const writer = outputs.open(job, nothing, 1);

      await writer.write('stdout', Buffer.from('so far'));

      await vi.waitFor(async () => expect(await read(outputs, job, { offset: 0 })).toBe('so far'), 5_000);
      await writer.end();
    });

    it('is counted for many jobs at once', async () => {
      const [outputs, one, other, silent] = [open(), randomUUID(), randomUUID(), randomUUID()];
      await write(outputs, one, ['stdout', 'abc'], ['stderr', 'de']);
      await write(outputs, other, ['stderr', 'f']);
      expect(await outputs.written([one, silent, other])).toEqual(
        new Map([
          [one, 5],
          [other, 1],
        ]),
      );
    });

    it('is another job’s alone', async () => {
      const [outputs, job] = [open(), randomUUID()];
      await write(outputs, job, ['stdout', 'mine']);
      expect(await read(outputs, randomUUID(), { offset: 0 })).toBe('');
    });
  });

  describe('a later start of a job', () => {
    it('goes on after what earlier ones have kept', async () => {
      const [outputs, job] = [open(), randomUUID()];
      await write(outputs, job, ['stdout', 'first '], ['stderr', 'oops ']);

      const kept = await outputs.takeOver(job, 2);
      const writer = outputs.open(job, kept, 2);
      await writer.write('stdout', Buffer.from('second'));
      await writer.end();

      expect(kept).toEqual({ stdout: 6, stderr: 5 });
      expect(await read(outputs, job, { offset: 0 })).toBe('first oops second');
      expect(await read(outputs, job, { offset: 6, stream: 'stdout' })).toBe('second');
    });

    it('has kept nothing before its first word', async () =>
      expect(await open().takeOver(randomUUID(), 2)).toEqual(nothing));

    it('stops earlier ones from writing: what they still say is dropped', async () => {
      const [outputs, job] = [open(), randomUUID()];
      const old = outputs.open(job, nothing, 1);

      const writer = outputs.open(job, await outputs.takeOver(job, 3), 3);
      await old.write('stdout', Buffer.from('from the dead'));
      await old.end();
      await writer.write('stdout', Buffer.from('alive'));
      await writer.end();
      await write(outputs, job, ['stderr', 'from the dead']);

      expect(await read(outputs, job, { offset: 0 })).toBe('alive');
    });
  });

  describe('a watch', () => {
    it('rings when more was kept', async () => {
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      const [outputs, job, rung] = [open(), randomUUID(), Promise.withResolvers<void>()];

      const stop = outputs.watch(job, rung.resolve);
      const writer = outputs.open(job, nothing, 1);
      await writer.write('stdout', Buffer.from('news'));
      await rung.promise;

      expect(await read(outputs, job, { offset: 0 })).toBe('news');
      stop();
      await writer.end();
    });

    it('rings each second anyway, until it is stopped', () => {
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      let rings = 0;

      const stop = open().watch(randomUUID(), () => rings++);
      vi.advanceTimersByTime(3_000);
      stop();
      vi.advanceTimersByTime(3_000);

      expect(rings).toBe(3);
    });
  });
}

interface From {
  readonly offset: number;
  readonly stream?: OutputStream;
}

async function write(
  outputs: OutputStore,
  job: string,
  ...turns: readonly (readonly [OutputStream, string | Uint8Array])[]
): Promise<void> {
  const writer = outputs.open(job, nothing, 1);
  for (const [stream, said] of turns) await writer.write(stream, Buffer.from(said as string));
  await writer.end();
}

async function bytes(outputs: OutputStore, job: string, from: From): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of outputs.read(job, from)) parts.push(chunk.bytes);
  return Buffer.concat(parts);
}

async function read(outputs: OutputStore, job: string, from: From): Promise<string> {
  return (await bytes(outputs, job, from)).toString();
}

async function chunks(outputs: OutputStore, job: string, offset: number): Promise<readonly OutputChunk[]> {
  const all: OutputChunk[] = [];
  for await (const chunk of outputs.read(job, { offset })) all.push(chunk);
  return all;
}
