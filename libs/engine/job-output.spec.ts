import { FakeOutputStore } from '#testing/fakes';
import { describe, expect, it } from 'vitest';
import { JobOutput } from './job-output.js';
import type { OutputKept, OutputStream } from './ports/index.js';

const nothing: OutputKept = { stdout: 0, stderr: 0 };

function open({ kept = nothing, limit = 1_000, secrets = [] as readonly string[] } = {}) {
  const store = new FakeOutputStore();
  const output = new JobOutput(store.open('job', kept, 1), kept, limit, secrets);
  const read = async (stream?: OutputStream) => {
    let text = '';
    for await (const { bytes } of store.read('job', { offset: 0, ...(stream && { stream }) }))
      text += Buffer.from(bytes).toString();
    return text;
  };
  return {
    output,
    read,
    write: (text: string, stream: OutputStream = 'stdout') => output.write(stream, Buffer.from(text)),
  };
}

describe('the output of a job', () => {
  it('counts what was written, kept or not', async () => {
    const { output, write } = open();
    await write('12345');
    await write('678', 'stderr');
    expect(await output.end()).toEqual({ stdout: 5, stderr: 3, cut: 0 });
  });

  it('tells the last line of stderr that is not empty', async () => {
    const { output, write } = open();
    expect(output.lastError).toBeUndefined();
    await write('first\nsec', 'stderr');
    await write('ond\n\n', 'stderr');
    await write('no error\n');
    expect(output.lastError).toBe('second');
  });

  it('is kept up to its limit, with a marker and the count of what was cut', async () => {
    const { output, read, write } = open({ limit: 4 });
    await write('123');
    await write('456', 'stderr');
    await write('789');
    expect(await output.end()).toEqual({ stdout: 6, stderr: 3, cut: 5 });
    expect(await read('stdout')).toBe('123');
    expect(await read('stderr')).toBe('4\n[longshore: the output limit of 4 bytes was reached; 5 bytes were cut]\n');
  });

  it('counts what earlier starts have kept into its limit', async () => {
    const { output, write } = open({ limit: 10, kept: { stdout: 6, stderr: 2 } });
    await write('12345');
    expect(await output.end()).toEqual({ stdout: 11, stderr: 2, cut: 3 });
  });

  it('has no secret in it, neither whole nor cut in two by the ends of what is written', async () => {
    const { output, read, write } = open({ secrets: ['hunter2'] });
    await write('a hun');
    await write('ter2 b hunt');
    await write('oops: hunter2', 'stderr');
    await output.end();
    expect(await read('stdout')).toBe('a *** b hunt');
    expect(output.lastError).toBe('oops: ***');
  });

  it('passes over what is there already, when its source begins anew', async () => {
    const { output, read, write } = open();
    await write('pulled\n', 'stderr');
    await write('one\ntw');
    await write('err', 'stderr');

    output.replay({ stdout: 0, stderr: 7 });
    await write('one\n');
    await write('two\nthree\n');
    await write('error\n', 'stderr');
    await output.end();

    expect(await read('stdout')).toBe('one\ntwo\nthree\n');
    expect(await read('stderr')).toBe('pulled\nerror\n');
  });

  it('passes over masked what was kept masked', async () => {
    const { output, read, write } = open({ secrets: ['hunter2'] });
    await write('key hunter2, ');
    output.replay(nothing);
    await write('key hun');
    await write('ter2, and more');
    await output.end();
    expect(await read()).toBe('key ***, and more');
  });

  it('is handed back without what another start will write again: a secret that has begun, and the marker', async () => {
    const { output, read, write } = open({ limit: 8, secrets: ['hunter2'] });
    await write('oops it is too long', 'stderr');
    await write('key hunter');
    await output.release();
    expect(await read()).toBe('oops it ');
  });
});
