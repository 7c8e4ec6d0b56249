import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basesOf } from './bases-of.js';
import { checkDockerfile } from './checks/check-dockerfile.js';
import { explainDockerfile } from './explain-dockerfile.js';
import { readDockerfile } from './read-dockerfile.js';

const size = 131_072;
const filled = (begin: string, unit: string) => begin + unit.repeat(Math.floor((size - begin.length) / unit.length));
const numbered = (begin: string, line: (at: number) => string) => {
  const lines = [begin];
  for (let at = 0, length = begin.length; length < size; at++) length += lines[lines.push(line(at)) - 1]?.length ?? 0;
  return lines.join('');
};

/** Each takes minutes where the time grows with the square of the length. */
const long: Readonly<Record<string, string>> = {
  'one line': filled('FROM a\nRUN ', 'x'),
  'one line of blanks': `${filled('FROM a\nRUN [ "', ' ')}x`,
  'blanks at the end of lines': filled('FROM a\n', `RUN a${' '.repeat(2_000)}b\n`),
  'continued lines': filled('FROM a\nRUN x', ' \\\n'),
  'continued by nothing': filled('FROM a\nRUN x \\', '\n'),
  'many instructions': filled('FROM a\n', 'RUN x\n'),
  'many stages': filled('FROM a AS a\n', 'FROM a AS a\n'),
  'stages on each other': numbered('FROM a AS s0\nENV A=1\n', (at) => `FROM s${at} AS s${at + 1}\nENV B=$A\n`),
  words: filled('FROM a\nCOPY ', 'a '),
  flags: filled('FROM a\nCOPY ', '--from=a '),
  'marks of heredocs': filled('FROM a\nRUN ', '<<A '),
  heredocs: filled('FROM a\n', 'RUN <<A\nA\n'),
  brackets: filled('FROM a\nCMD ', '['),
  backslashes: filled('FROM a\nENV A=', '\\'),
  pairs: numbered('FROM a\nENV ', (at) => `A${at}=$A${at - 1} `),
  variables: filled('FROM a\nUSER ', '$a'),
  'variables that are not known': numbered('FROM a\nENV Variable=1\n', (at) => `USER $Varibale${at}\n`),
  'nested variables': filled('FROM a\nUSER ', '${a:-'),
  'doubling variables': `FROM a\nENV A0=xx\n${Array.from({ length: 100 }, (_, at) => `ENV A${at + 1}=$A${at}$A${at}\n`).join('')}`,
  'doubling arguments': `ARG A0=xx\n${Array.from({ length: 100 }, (_, at) => `ARG A${at + 1}=$A${at}$A${at}\n`).join('')}FROM $A100\n`,
  'ONBUILD of ONBUILD': filled('FROM a\n', 'ONBUILD '),
  'many ONBUILD in many stages':
    filled('FROM a AS a\n', 'ONBUILD RUN x\n').slice(0, size / 2) + `\n${'FROM a\n'.repeat(6_000)}`,
  comments: filled('', '# check=skip=all;\n'),
  mounts: filled('FROM a\nRUN --mount=', 'type=bind,'),
};

describe('a long Dockerfile', () => {
  it.each(Object.entries(long))(
    'of %s is read, checked and explained in a time that grows with its length',
    (_, text) => {
      const dockerfile = readDockerfile(text);
      expect(checkDockerfile(dockerfile).length).toBeLessThanOrEqual(500);
      expect(explainDockerfile(dockerfile).instructions.length).toBeLessThanOrEqual(dockerfile.instructions.length);
      basesOf(text);
    },
  );
});

describe('any Dockerfile at all', () => {
  const word = fc.constantFrom(
    'a',
    'A=1',
    'A=$B',
    '${A:-x}',
    '"',
    "'",
    '[',
    '["a"]',
    '--from=a',
    '--mount=from=b',
    'AS',
    '<<E',
    '\nE',
    '\\\n',
    '80/TCP',
    '__proto__',
    'constructor=1',
    '$__proto__',
  );
  const keyword = fc.constantFrom(
    'FROM',
    'RUN',
    'ENV',
    'ARG',
    'COPY',
    'ADD',
    'EXPOSE',
    'ONBUILD',
    'SHELL',
    'CMD',
    'ENTRYPOINT',
    'WORKDIR',
    'VOLUME',
    'LABEL',
    'HEALTHCHECK',
    'toString',
    'SUMMON',
  );
  const line = fc.tuple(keyword, fc.array(word, { maxLength: 5 })).map(([key, words]) => [key, ...words].join(' '));

  it('is checked and explained without a throw, and errors alone stand for what cannot be built', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 15 }), fc.dictionary(word, word), (lines, args) => {
        const dockerfile = readDockerfile(lines.join('\n'));
        const findings = checkDockerfile(dockerfile, { args, isIgnored: () => true });
        for (const finding of findings) expect(finding.message).toMatch(/\S$/);
        explainDockerfile(dockerfile, { args, run: { args: ['x'] } });
      }),
      { numRuns: 1_000 },
    );
  });
});
