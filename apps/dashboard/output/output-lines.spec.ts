import { describe, expect, it } from 'vitest';
import { OutputLines } from './output-lines.js';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('lines of output', () => {
  it('keeps the two streams apart, and a line that is not finished at the end', () => {
    const output = new OutputLines();
    output.add('stdout', bytes('one\ntw'));
    output.add('stderr', bytes('oh\n'));
    output.add('stdout', bytes('o\nthree'));
    expect(output.lines()).toEqual([
      { number: 1, stream: 'stdout', text: 'one' },
      { number: 2, stream: 'stderr', text: 'oh' },
      { number: 3, stream: 'stdout', text: 'two' },
      { number: 4, stream: 'stdout', text: 'three' },
    ]);
  });

  it('reads a character that came in two pieces', () => {
    const output = new OutputLines();
    const [first, ...rest] = bytes('港\n');
    output.add('stdout', Uint8Array.of(first ?? 0));
    output.add('stdout', Uint8Array.from(rest));
    expect(output.lines()).toEqual([{ number: 1, stream: 'stdout', text: '港' }]);
  });

  it('keeps the last lines of many', () => {
    const output = new OutputLines();
    for (let part = 0; part < 30; part += 1) output.add('stdout', bytes('x\n'.repeat(1_000)));
    expect([output.lines().length, output.lines()[0]?.number]).toEqual([20_000, 10_001]);
  });

  it('tells how much stands before them', () => {
    const output = new OutputLines();
    for (let part = 0; part < 50; part += 1) output.add('stdout', bytes('x\n'.repeat(1_000)), 7_000 + part * 2_000);
    expect([output.lines()[0]?.number, output.before]).toEqual([30_001, 67_000]);
  });
});
