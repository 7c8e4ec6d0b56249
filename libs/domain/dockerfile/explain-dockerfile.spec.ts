import { describe, expect, it } from 'vitest';
import { basesOf } from './bases-of.js';
import { type ExplainInputs, explainDockerfile } from './explain-dockerfile.js';
import { readDockerfile } from './read-dockerfile.js';

const explain = (text: string, inputs?: ExplainInputs) => explainDockerfile(readDockerfile(text), inputs);
const runs = (text: string, inputs?: ExplainInputs) => explain(text, inputs).runs;

describe('what will run', () => {
  const nginx = 'FROM nginx\nENTRYPOINT ["nginx", "-c"]\nCMD ["/etc/nginx/nginx.conf"]\n';

  it('is ENTRYPOINT and CMD, or in place of CMD what the run is given', () => {
    expect(runs(nginx)?.line).toBe('nginx -c /etc/nginx/nginx.conf');
    expect(runs(nginx, { run: { args: ['/etc/nginx/new.conf'] } })?.line).toBe('nginx -c /etc/nginx/new.conf');
    const flexible = 'FROM nginx\nENTRYPOINT ["nginx"]\nCMD ["-c", "/etc/nginx/nginx.conf"]\n';
    expect(runs(flexible, { run: { args: ['-c', '/etc/nginx/new.conf'] } })?.line).toBe('nginx -c /etc/nginx/new.conf');
  });

  it('has an argument twice that ENTRYPOINT has and the run is given, and says so', () => {
    const doubled = runs(nginx, { run: { args: ['-c', '/etc/nginx/new.conf'] } });
    expect(doubled?.line).toBe('nginx -c -c /etc/nginx/new.conf');
    expect(doubled?.notes).toEqual([expect.stringContaining('-c twice')]);
  });

  it.each<readonly [what: string, text: string, inputs: ExplainInputs, argv: readonly string[] | null]>([
    ['the shell form is for the shell', 'FROM scratch\nCMD a b', {}, ['/bin/sh', '-c', 'a b']],
    ['SHELL says which one', 'FROM scratch\nSHELL ["ash", "-ec"]\nCMD a b', {}, ['ash', '-ec', 'a b']],
    ['the last one counts', 'FROM scratch\nCMD ["a"]\nCMD ["b"]', {}, ['b']],
    ['CMD of the stage below stays', 'FROM scratch AS x\nCMD ["a"]\nFROM x\nUSER b', {}, ['a']],
    ['but not below a new ENTRYPOINT', 'FROM scratch AS x\nCMD ["a"]\nFROM x\nENTRYPOINT ["b"]', {}, ['b']],
    ['CMD may come first', 'FROM scratch AS x\nFROM x\nCMD ["a"]\nENTRYPOINT ["b"]', {}, ['b', 'a']],
    ['--entrypoint takes CMD away', 'FROM scratch\nENTRYPOINT ["a"]\nCMD ["b"]', { run: { entrypoint: 'c' } }, ['c']],
    [
      'an empty one takes it away too',
      'FROM scratch\nENTRYPOINT ["a"]\nCMD ["b"]',
      { run: { entrypoint: '', args: ['c'] } },
      ['c'],
    ],
    ['the CMD of a base is not known', 'FROM base\nUSER a', {}, null],
    ['unless it is told', 'FROM base\nUSER a', { base: { entrypoint: null, cmd: ['sh'] } }, ['sh']],
    ['an ENTRYPOINT makes it plain', 'FROM base\nENTRYPOINT ["a"]', {}, ['a']],
    ['nothing runs where nothing is said', 'FROM scratch\nUSER a', {}, null],
    ['ONBUILD counts in the stage above', 'FROM scratch AS x\nONBUILD CMD ["a"]\nFROM x', {}, ['a']],
    ['the target is what is run', 'FROM scratch AS x\nCMD ["a"]\nFROM x AS y\nCMD ["b"]', { target: 'x' }, ['a']],
  ])('%s', (_, text, inputs, argv) => {
    expect(runs(text, inputs)?.argv).toEqual(argv);
  });
});

describe('variables', () => {
  const user = (text: string, args?: Record<string, string>) => explain(text, { args }).image?.user;

  it.each<readonly [what: string, text: string, args: Record<string, string> | undefined, user: string]>([
    ['a default', 'FROM scratch\nARG A=1\nUSER $A', undefined, '1'],
    ['what is given wins over the default', 'FROM scratch\nARG A=1\nUSER ${A}', { A: '2' }, '2'],
    ['what is given and not declared does not count', 'FROM scratch\nUSER x$A', { A: '2' }, 'x'],
    ['a global one counts when it is declared again', 'ARG A=1\nFROM scratch\nARG A\nUSER $A', undefined, '1'],
    ['and not when it is not', 'ARG A=1\nFROM scratch\nUSER x$A', undefined, 'x'],
    ['ENV wins over ARG', 'FROM scratch\nENV A=env\nARG A=arg\nUSER $A', { A: 'given' }, 'env'],
    ['ENV of the stage below counts', 'FROM scratch AS x\nENV A=1\nFROM x\nUSER $A', undefined, '1'],
    ['of other stages not', 'FROM scratch AS x\nENV A=1\nFROM scratch\nUSER x$A', undefined, 'x'],
    ['one ENV sets all at once', 'FROM scratch\nENV A=1\nENV A=2 B=$A\nUSER $B', undefined, '1'],
    [':- and :+ take empty for unset', 'FROM scratch\nENV A=\nUSER ${A:-x}${A-y}${A:+z}${B:-${C:-w}}', undefined, 'xw'],
    ['escapes and single quotes keep a $', 'FROM scratch\nENV A=1\nUSER \\$A\'$A\'"$A"', undefined, '$A$A1'],
    ['the escape of the directive', '# escape=`\nFROM scratch\nENV A=1\nUSER `$A\\$A', undefined, '$A\\1'],
    ['what the base may have stays', 'FROM base\nUSER $A', undefined, '$A'],
  ])('%s', (_, text, args, expected) => {
    expect(user(text, args)).toBe(expected);
  });
});

describe('an explanation', () => {
  const text = [
    'ARG BASE=golang',
    'FROM --platform=$BUILDPLATFORM ${BASE}:1 AS build',
    'ARG VERSION=1 SECRET',
    'RUN --mount=type=bind,from=tools:2,target=/t make \\',
    '  all',
    'FROM scratch',
    'ENV HOME=/app',
    'WORKDIR $HOME',
    'WORKDIR ../srv/./x',
    'COPY --from=build /out ["a b", "/srv"]',
    'COPY --from=0 /a /b',
    'EXPOSE 80 53/UDP',
    'VOLUME ["/data"]',
    'LABEL a="b c"',
    'STOPSIGNAL SIGINT',
    'HEALTHCHECK CMD ["true"]',
    'USER me',
    'CMD ["x"]',
  ].join('\n');

  it('has the instructions in order, with form, lines and what each adds', () => {
    const { instructions } = explain(text);
    expect(
      instructions.map(({ instruction, line, form, adds, stage }) => [line, instruction, form, adds, stage]),
    ).toEqual([
      [1, 'ARG', null, 'nothing', null],
      [2, 'FROM', null, 'base', 0],
      [3, 'ARG', null, 'nothing', 0],
      [4, 'RUN', 'shell', 'layer', 0],
      [6, 'FROM', null, 'base', 1],
      [7, 'ENV', null, 'metadata', 1],
      [8, 'WORKDIR', null, 'layer', 1],
      [9, 'WORKDIR', null, 'layer', 1],
      [10, 'COPY', 'shell', 'layer', 1],
      [11, 'COPY', 'shell', 'layer', 1],
      [12, 'EXPOSE', null, 'metadata', 1],
      [13, 'VOLUME', 'exec', 'metadata', 1],
      [14, 'LABEL', null, 'metadata', 1],
      [15, 'STOPSIGNAL', null, 'metadata', 1],
      [16, 'HEALTHCHECK', 'exec', 'metadata', 1],
      [17, 'USER', null, 'metadata', 1],
      [18, 'CMD', 'exec', 'metadata', 1],
    ]);
    expect(instructions[3]).toMatchObject({ lastLine: 5, text: 'make   all', flags: [{ name: 'mount' }] });
    expect(instructions[6]?.words).toEqual(['/app']);
  });

  it('has the stages, what they are built on and copy from, and their arguments', () => {
    const { stages, args } = explain(text, { args: { VERSION: '2' } });
    expect(args).toEqual({ BASE: 'golang' });
    expect(stages[0]).toMatchObject({
      name: 'build',
      platform: '$BUILDPLATFORM',
      base: { kind: 'image', image: 'golang:1', missing: [] },
      copiesFrom: [{ kind: 'image', image: 'tools:2' }],
      isNeeded: true,
      args: { VERSION: '2', SECRET: null },
    });
    expect(stages[1]).toMatchObject({
      name: null,
      base: { kind: 'scratch' },
      copiesFrom: [{ stage: 0 }, { stage: 0 }],
    });
    expect(explain('ARG A\nFROM x:$A\n').stages[0]?.base).toMatchObject({ image: null, missing: ['A'] });
    expect(explain('FROM x:$TARGETARCH\n').stages[0]?.base).toMatchObject({ image: null, missing: ['TARGETARCH'] });
  });

  it('has what the image is told to be', () => {
    expect(explain(text).image).toEqual({
      entrypoint: null,
      cmd: ['x'],
      shell: ['/bin/sh', '-c'],
      user: 'me',
      workdir: '/srv/x',
      stopSignal: 'SIGINT',
      healthcheck: ['CMD', 'true'],
      env: { HOME: '/app' },
      labels: { a: 'b c' },
      ports: ['80/tcp', '53/udp'],
      volumes: ['/data'],
      onbuild: [],
    });
  });
});

describe('the bases of a build', () => {
  const text =
    'FROM a:1 AS one\nFROM b:1 AS two\nRUN --mount=type=bind,from=c:1 x\nFROM d:$TAG AS three\nCOPY --from=one x x\nCOPY --from=e:1 x x\n';

  it('are those that the target needs, with the arguments put in', () => {
    expect(basesOf(text, { args: { TAG: '2' } })).toEqual({ images: ['a:1', 'e:1'], unknown: ['d:$TAG'] });
    expect(basesOf(`ARG TAG=3\n${text}`).images).toEqual(['a:1', 'd:3', 'e:1']);
    expect(basesOf(text, { target: 'two' }).images).toEqual(['b:1', 'c:1']);
    expect(basesOf('FROM scratch\n')).toEqual({ images: [], unknown: [] });
    expect(basesOf('FROM $BUILDOS\n')).toEqual({ images: [], unknown: ['$BUILDOS'] });
  });

  it('are all up to the target for the classic builder', () => {
    expect(basesOf(text, { target: 'two', builder: 'classic' }).images).toEqual(['a:1', 'b:1', 'c:1']);
  });

  it('are none of a Dockerfile that has no such target', () => {
    expect(basesOf(text, { target: 'nowhere' })).toEqual({ images: [], unknown: [] });
  });
});
