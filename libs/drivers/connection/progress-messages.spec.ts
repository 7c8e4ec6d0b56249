import { describe, expect, it } from 'vitest';
import { readProgress } from './progress-messages.js';

async function read(...chunks: readonly Buffer[]): Promise<unknown[]> {
  const messages: unknown[] = [];
  for await (const message of readProgress(
    (async function* () {
      yield* chunks;
    })(),
  ))
    messages.push(message);
  return messages;
}

describe('the messages of a progress stream', () => {
  const messages = [
    { stream: 'gr\u00fc\u00df\n' },
    { id: 'layer', status: 'Pushing', progressDetail: { current: 1 } },
    { aux: { ID: 'sha256:1' } },
  ];
  const whole = Buffer.from(messages.map((message) => JSON.stringify(message)).join('\r\n\r\n'));

  it('are read wherever the chunks are cut', async () => {
    for (let cut = 0; cut <= whole.length; cut += 1)
      expect(await read(whole.subarray(0, cut), whole.subarray(cut))).toEqual(messages);
  });

  it('end with an error where they end too early', async () => {
    await expect(read(whole.subarray(0, -1))).rejects.toMatchObject({ code: 'host-unreachable' });
    expect(await read()).toEqual([]);
  });
});
