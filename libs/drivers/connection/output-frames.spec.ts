import { describe, expect, it } from 'vitest';
import { readFrames } from './output-frames.js';

function frame(stream: number, text: string): Buffer {
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

async function read(...chunks: readonly Buffer[]): Promise<string> {
  let said = '';
  let last = '';
  for await (const { stream, bytes } of readFrames(
    (async function* () {
      yield* chunks;
    })(),
  )) {
    said += `${stream === last ? '' : `<${stream}>`}${Buffer.from(bytes).toString()}`;
    last = stream;
  }
  return said;
}

describe('the frames of an output', () => {
  const whole = Buffer.concat([frame(1, 'one'), frame(2, ''), frame(2, 'two'), frame(1, 'three'), frame(0, '!')]);

  it('are read wherever the chunks are cut', async () => {
    for (let cut = 0; cut <= whole.length; cut += 1) {
      expect(await read(whole.subarray(0, cut), whole.subarray(cut))).toBe('<stdout>one<stderr>two<stdout>three!');
    }
    expect(await read(...Array.from(whole, (byte) => Buffer.from([byte])))).toBe(
      '<stdout>one<stderr>two<stdout>three!',
    );
  });

  it('end with an error where they end too early', async () => {
    for (const cut of [1, 7, 8, 10])
      await expect(read(whole.subarray(0, cut))).rejects.toMatchObject({ code: 'host-unreachable' });
    expect(await read()).toBe('');
  });

  it('are refused when they are none', async () => {
    await expect(read(Buffer.from('plain text of a terminal'))).rejects.toMatchObject({ code: 'host-unreachable' });
  });
});
