import { describe, expect, it } from 'vitest';
import { messagesOfFrames, messagesOfTerminal } from './log-messages.js';

const time = (second: number) => `2026-12-01T10:00:0${second}.123456789Z`;

function frame(stream: number, text: string): Buffer {
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

async function read(whole: Buffer, cut: number, reader: typeof messagesOfFrames) {
  const chunks = async function* () {
    yield whole.subarray(0, cut);
    yield whole.subarray(cut);
  };
  const read: (readonly [string, string, string])[] = [];
  for await (const { stream, at, bytes } of reader(chunks())) read.push([stream, at, Buffer.from(bytes).toString()]);
  return read;
}

describe('the messages of a log', () => {
  it('are the frames, each with its time, wherever the chunks are cut', async () => {
    const whole = Buffer.concat([
      frame(1, `${time(1)} one\n`),
      frame(2, `${time(2)} ${time(9)} in the text\n`),
      frame(1, `${time(3)} \n`),
    ]);
    for (let cut = 0; cut <= whole.length; cut += 7)
      expect(await read(whole, cut, messagesOfFrames)).toEqual([
        ['stdout', time(1), 'one\n'],
        ['stderr', time(2), `${time(9)} in the text\n`],
        ['stdout', time(3), '\n'],
      ]);
  });

  it('are the lines of a terminal, and the parts of a long one', async () => {
    const part = 'x'.repeat(16_384);
    const whole = Buffer.from(`${time(1)} one\r\n${time(2)} ${part}${time(3)} end\r\n${time(4)} $ `);
    for (const cut of [0, 3, 40, 16_000, whole.length - 3, whole.length])
      expect(await read(whole, cut, messagesOfTerminal)).toEqual([
        ['stdout', time(1), 'one\r\n'],
        ['stdout', time(2), part],
        ['stdout', time(3), 'end\r\n'],
        ['stdout', time(4), '$ '],
      ]);
  });
});
