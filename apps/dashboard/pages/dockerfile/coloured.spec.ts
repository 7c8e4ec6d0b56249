import { describe, expect, it } from 'vitest';
import { colouredLines } from './coloured.js';

const kinds = (text: string) =>
  colouredLines(text)?.map((spans) => spans.map(({ text: part, kind }) => (kind ? `${kind}:${part}` : part)));

describe('the colours of a Dockerfile', () => {
  it('tell instructions, comments, flags, strings and variables, and lose no character', () => {
    expect(kinds('# hi\nFROM a:$TAG AS b\nCOPY --from=b "x y" /\nRUN a \\\n  run b')).toEqual([
      ['comment:# hi'],
      ['keyword:FROM', ' a:', 'variable:$TAG', ' ', 'keyword:AS', ' b'],
      ['keyword:COPY', ' ', 'flag:--from', '=b ', 'string:"x y"', ' /'],
      ['keyword:RUN', ' a \\'],
      ['  run b'],
    ]);
  });

  it('are left out of a long text', () => {
    expect(colouredLines('RUN x\n'.repeat(3_000))).toBeUndefined();
  });
});
