import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instruction } from './dockerfile.js';
import { readDockerfile } from './read-dockerfile.js';

function only(text: string): Instruction {
  const { instructions } = readDockerfile(text);
  expect(instructions).toHaveLength(1);
  return instructions[0] as Instruction;
}

const told = (text: string) =>
  readDockerfile(text).instructions.map(({ keyword, line, lastLine, text: rest }) => [keyword, line, lastLine, rest]);

describe('reading a Dockerfile', () => {
  it('joins continued lines, over comments and blank lines in between, and knows where each instruction begins and ends', () => {
    expect(
      told('# a comment\nFROM busybox\n\nRUN one \\\n  # in between\n  && two \\\n\n  && three\n  USER me\n'),
    ).toEqual([
      ['FROM', 2, 2, 'busybox'],
      ['RUN', 4, 8, 'one   && two   && three'],
      ['USER', 9, 9, 'me'],
    ]);
    expect(readDockerfile('FROM busybox\nRUN a \\\n\n b\n').instructions[1]?.blankLines).toEqual([3]);
  });

  it('reads the directives at the top, and takes what comes later for comments', () => {
    const text =
      '# syntax=docker/dockerfile:1\n# escape=`\n# check=skip=StageNameCasing,UndefinedVar;error=true\nFROM a\nRUN one `\n two\\\n';
    expect(readDockerfile(text).directives).toEqual({
      syntax: 'docker/dockerfile:1',
      escape: '`',
      check: { skip: ['StageNameCasing', 'UndefinedVar'], experimental: [], isStrict: true },
    });
    expect(told(text)[1]).toEqual(['RUN', 5, 6, 'one  two\\']);
    expect(readDockerfile('# hello\n# escape=`\nFROM a\n').directives.escape).toBe('\\');
    expect(readDockerfile('# escape=x\nFROM a\n').faults).toEqual([expect.objectContaining({ line: 1 })]);
    expect(readDockerfile('# escape=`\n# escape=`\nFROM a\n').faults).toEqual([expect.objectContaining({ line: 2 })]);
  });

  it.each([
    ['two backslashes do not continue', 'RUN a\\\\\nUSER b\n', 2],
    ['white space behind the backslash does not matter', 'RUN a \\ \t\n b\n', 1],
    ['the last line may be continued into nothing', 'RUN a \\', 1],
    ['a byte order mark and CRLF', '\uFEFFFROM a\r\nRUN b \\\r\n  c\r\n', 2],
  ])('%s', (_, text, count) => {
    expect(readDockerfile(text).instructions).toHaveLength(count);
  });

  it('reads heredocs: several, quoted, without their tabs, of RUN, COPY and ADD alone', () => {
    const copy = only('COPY <<one.txt <<-"two" /dest/\nfirst $A\none.txt\n\t\tsecond\n\ttwo\n');
    expect(copy).toMatchObject({ lastLine: 5, words: ['<<one.txt', '<<-"two"', '/dest/'] });
    expect(copy.heredocs).toEqual([
      { name: 'one.txt', content: 'first $A\n', isExpanded: true, isChomped: false },
      { name: 'two', content: '\t\tsecond\n', isExpanded: false, isChomped: true },
    ]);
    expect(only('RUN <<EOF\n# not a comment\\\nUSER x\nEOF').heredocs[0]?.content).toBe('# not a comment\\\nUSER x\n');
    expect(only('ONBUILD RUN <<EOF\nx\nEOF').heredocs).toHaveLength(1);
    expect(readDockerfile('CMD cat <<EOF\nUSER x\nEOF\n').instructions).toHaveLength(3);
    expect(readDockerfile('RUN cat "<<EOF"\nUSER x\n').instructions).toHaveLength(2);
    expect(readDockerfile('RUN cat <<EOF\nUSER x\n').faults).toEqual([
      { line: 1, message: expect.stringContaining('EOF') },
    ]);
  });

  it('takes flags off, quoted ones too', () => {
    expect(only('COPY --from=build --chown="a b" --link /a --b /c')).toMatchObject({
      flags: [{ name: 'from', value: 'build' }, { name: 'chown', value: 'a b' }, { name: 'link' }],
      words: ['/a', '--b', '/c'],
    });
    expect(only('RUN --mount=type=cache,target=/x -- echo --y')).toMatchObject({ text: 'echo --y', form: 'shell' });
  });

  it.each([
    ['CMD ["nginx", "-c"]', 'exec', ['nginx', '-c']],
    ['CMD []', 'exec', []],
    ['cmd nginx -c', 'shell', ['nginx -c']],
    ["CMD ['nginx']", 'shell', ["['nginx']"]],
    ['RUN [ -f /a ] && b', 'shell', ['[ -f /a ] && b']],
    ['COPY ["a b", "c"]', 'exec', ['a b', 'c']],
    ['COPY\ta  b\tc', 'shell', ['a', 'b', 'c']],
    ['VOLUME /a /b', 'shell', ['/a', '/b']],
    ['HEALTHCHECK --interval=5s CMD ["a", "b"]', 'exec', ['CMD', 'a', 'b']],
    ['HEALTHCHECK cmd a b', 'shell', ['CMD', 'a b']],
  ])('tells exec from shell form: %s', (text, form, words) => {
    expect(only(text)).toMatchObject({ form, words });
  });

  it('reads both notations of ENV, LABEL and ARG', () => {
    expect(only('ENV A=1 B="two words" C=es\\ caped').pairs).toEqual([
      { name: 'A', value: '1' },
      { name: 'B', value: '"two words"' },
      { name: 'C', value: 'es\\ caped' },
    ]);
    expect(only('ENV A one  "two"')).toMatchObject({ isLegacy: true, pairs: [{ name: 'A', value: 'one  "two"' }] });
    expect(only('ARG A B=2').pairs).toEqual([{ name: 'A' }, { name: 'B', value: '2' }]);
  });

  it.each([
    'ENV A',
    'ENV A=1 B',
    'LABEL =x',
    'ARG =1',
    'CMD ["a", 1]',
    'HEALTHCHECK NONE x',
    'HEALTHCHECK curl x',
    'ONBUILD FROM a',
    'ONBUILD ONBUILD RUN x',
  ])('says what is wrong with %s', (text) => {
    expect(only(text).fault).toMatch(/\.$/);
  });

  it('reads what ONBUILD puts off', () => {
    expect(only('ONBUILD COPY --chown=a . /b').trigger).toMatchObject({ keyword: 'COPY', words: ['.', '/b'] });
  });

  const piece = fc.oneof(
    fc.constantFrom(
      'FROM',
      'RUN',
      'ENV',
      'COPY',
      'ONBUILD',
      'HEALTHCHECK',
      'ARG',
      'LABEL',
      ' ',
      '\t',
      '\n',
      '\\\n',
      '`\n',
      '\r\n',
      '#',
      '# escape=`\n',
    ),
    fc.constantFrom(
      '<<EOF',
      '<<-"E"',
      '\nEOF\n',
      '--x=',
      '"',
      "'",
      '[',
      ']',
      ',',
      '=',
      '$',
      '${A:-',
      '}',
      '\\',
      '　',
      '“',
      '\uFEFF',
    ),
    fc.string({ maxLength: 6, unit: 'binary' }),
  );

  it('never throws, and leaves no line out but comments and blank ones', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const lines = text.replace(/^\uFEFF/, '').split('\n');
        const covered = new Set<number>();
        let before = 0;
        for (const { line, lastLine } of readDockerfile(text).instructions) {
          expect(line).toBeGreaterThan(before);
          expect(lastLine).toBeGreaterThanOrEqual(line);
          expect(lastLine).toBeLessThanOrEqual(lines.length);
          for (let at = line; at <= lastLine; at++) covered.add(at);
          before = lastLine;
        }
        for (const [at, line] of lines.entries()) if (!covered.has(at + 1)) expect(line.trim()).toMatch(/^(?:#|$)/);
      }),
      { numRuns: 1_000 },
    );
  });
});
