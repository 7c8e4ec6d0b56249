import { describe, expect, it } from 'vitest';
import { readDockerfile } from '../read-dockerfile.js';
import { checkDockerfile } from './check-dockerfile.js';
import type { CheckInputs } from './subject.js';

/** What is found, as `Check line`; what is only worth knowing is in brackets. */
function foundIn(text: string, inputs: CheckInputs = {}): readonly string[] {
  return checkDockerfile(readDockerfile(text), inputs).map(({ check, severity, line }) =>
    severity === 'info' ? `(${check} ${line})` : `${severity === 'error' ? '! ' : ''}${check} ${line}`,
  );
}

/** Below a stage that nothing is wrong with. */
const within = (text: string, inputs?: CheckInputs) => foundIn(`FROM busybox:1\n${text}`, inputs);

describe('what BuildKit warns of, under its names', () => {
  it.each<readonly [text: string, expected: readonly string[]]>([
    ['FROM busybox:1 AS Build\n', ['StageNameCasing 1']],
    ['FROM busybox:1 as build\n', ['FromAsCasing 1']],
    ['FROM busybox:1\nRUN a \\\n\n b\n', ['NoEmptyContinuation 3']],
    ['FROM busybox:1\nrun a\nUSER b\n', ['ConsistentInstructionCasing 2']],
    ['from busybox:1\nrun a\n', ['(LowercaseInstruction 1)']],
    ['FROM busybox:1 AS a\nFROM busybox:1 AS a\n', ['DuplicateStageName 2']],
    ['FROM busybox:1 AS scratch\n', ['ReservedStageName 1']],
    ['FROM busybox:1\nCMD a\nENTRYPOINT b\n', ['JSONArgsRecommended 2', 'JSONArgsRecommended 3']],
    ['FROM busybox:1\nSHELL ["ash", "-c"]\nCMD a\n', []],
    ['FROM busybox:1\nMAINTAINER me\n', ['MaintainerDeprecated 2']],
    ['FROM busybox:$TAG\n', ['! InvalidBase 1', 'UndefinedArgInFrom 1', 'InvalidDefaultArgInFrom 1']],
    ['ARG TAG\nFROM busybox:${TAG}\n', ['! InvalidBase 2', 'InvalidDefaultArgInFrom 2']],
    ['ARG TAG=1\nFROM busybox:${TAG}\n', []],
    ['FROM busybox:1\nWORKDIR a\nWORKDIR /a\nWORKDIR b\n', ['WorkdirRelativePath 2']],
    ['FROM busybox:1 AS a\nWORKDIR /a\nFROM a\nWORKDIR b\n', []],
    ['FROM scratch\nUSER $WHO\n', ['UndefinedVar 2']],
    ['FROM busybox:1\nUSER $WHO\n', []],
    ['ARG WHO=me\nFROM busybox:1\nUSER $WHO\n', ['UndefinedVar 3']],
    ['ARG WHO=me\nFROM busybox:1\nARG WHO\nUSER $WHO\n', []],
    ['FROM busybox:1\nENV DIRECTORY=/a\nWORKDIR $DIRECTROY\n', ['UndefinedVar 3']],
    ['FROM busybox:1\nWORKDIR /${TARGETARCH}\n', ['UndefinedVar 2']],
    ['FROM scratch\nWORKDIR /${A:-b}$PATH\nUSER ${C:+d}\n', []],
    [
      'FROM busybox:1\nCMD ["a"]\nCMD ["b"]\nHEALTHCHECK NONE\nHEALTHCHECK CMD a\n',
      ['MultipleInstructionsDisallowed 2', 'MultipleInstructionsDisallowed 4'],
    ],
    ['FROM busybox:1\nENV A b\nLABEL c d\n', ['LegacyKeyValueFormat 2', 'LegacyKeyValueFormat 3']],
    ['FROM --platform=$TARGETPLATFORM busybox:1\n', ['RedundantTargetPlatform 1']],
    [
      'FROM --platform=linux/amd64 busybox:1\nFROM --platform=linux/arm64 busybox:1 AS for-arm64\n',
      ['FromPlatformFlagConstDisallowed 1'],
    ],
    [
      'FROM busybox:1\nARG DB_PASSWORD\nENV API_TOKEN=x PUBLIC_KEY=y KEYS=z\n',
      ['SecretsUsedInArgOrEnv 2', 'SecretsUsedInArgOrEnv 3'],
    ],
    ['FROM busybox:1\nEXPOSE 80/TCP 8080:80 53/udp 1-2\n', ['ExposeProtoCasing 2', 'ExposeInvalidFormat 2']],
    [
      '# check=experimental=InvalidDefinitionDescription\nFROM busybox:1\n# something\nARG A=1\n# B is what\nARG B=2\n',
      ['InvalidDefinitionDescription 4'],
    ],
  ])('%j', (text, expected) => {
    expect(foundIn(text)).toEqual(expected);
  });

  it('a file that .dockerignore leaves out', () => {
    const isIgnored = (path: string) => path === 'secret/a' || path === 'b';
    expect(within('COPY ./secret/a /b /dest/\nADD c https://x/b d/\nCOPY --from=other b /\n', { isIgnored })).toEqual([
      'CopyIgnoredFile 2',
      'CopyIgnoredFile 2',
      '(AddOfUrl 3)',
    ]);
  });

  it('are left out by # check=skip, and errors with error=true; what cannot be built cannot be skipped', () => {
    const text = 'FROM busybox:1 AS A\nMAINTAINER me\n';
    expect(foundIn(`# check=skip=stagenamecasing\n${text}`)).toEqual(['MaintainerDeprecated 3']);
    expect(foundIn(`# check=skip=all\n${text}SUMMON x\n`)).toEqual(['! UnknownInstruction 4']);
    expect(foundIn(`# check=skip=StageNameCasing;error=true\n${text}RUN cd /a && b\n`)).toEqual([
      '! MaintainerDeprecated 3',
      '(CdInRun 4)',
    ]);
  });
});

describe('what cannot be built', () => {
  it.each<readonly [text: string, expected: string]>([
    ['', 'NoFrom 1'],
    ['ARG a\n', 'NoFrom 1'],
    ['RUN x\nFROM busybox:1\n', 'FromNotFirst 1'],
    ['FROM\n', 'MissingArgument 1'],
    ['FROM busybox:1 AS\n', 'BadInstruction 1'],
    ['FROM busybox:1 AS 1st\n', 'InvalidStageName 1'],
    ['FROM Busybox\n', 'InvalidBase 1'],
    ['FROM REGISTRY:5000/Busybox:1\n', 'InvalidBase 1'],
    ['FROM busybox:1\nSUMMON x\n', 'UnknownInstruction 2'],
    ['FROM busybox:1\nRUN a\n&& b\n', 'UnknownInstruction 3'],
    ['FROM busybox:1\nCOPY a\n', 'BadInstruction 2'],
    ['FROM busybox:1\nSHELL ash\n', 'BadInstruction 2'],
    ['FROM busybox:1\nENV A="b\n', 'BadInstruction 2'],
    ['FROM busybox:1\nUSER ${A\n', 'BadInstruction 2'],
    ['FROM busybox:1\nUSER ${A?must be told}\n', ''],
    ['FROM scratch\nUSER ${A?must be told}\n', 'BadInstruction 2'],
    ['FROM busybox:1\nONBUILD SUMMON x\n', 'UnknownInstruction 2'],
    ['FROM busybox:1\nRUN cat <<EOF\nx\n', 'BadInstruction 2'],
    ['FROM busybox:1\nCMD [“nginx”, “-c”]\n', 'ExecFormNotJson 2'],
    ['FROM busybox:1\nRUN ["executable"，“argument 1"，"argument 2"]\n', 'ExecFormNotJson 2'],
    ['FROM busybox:1\nCOPY ["src" , “dst”]\n', 'ExecFormNotJson 2'],
    ['FROM busybox:1\nEXPOSE http\n', 'ExposeInvalidPort 2'],
    ['FROM busybox:1\nEXPOSE 65536\n', 'ExposeInvalidPort 2'],
    ['FROM busybox:1\nCOPY --from=1 a b\n', 'NoSuchStage 2'],
    ['FROM busybox:1\nCOPY --from=$a a b\n', 'VariableInFrom 2'],
    ['FROM busybox:1 AS a\nCOPY --from=b x x\nFROM busybox:1 AS b\nCOPY --from=a x x\n', 'CircularStages 3'],
    ['# escape=/\nFROM busybox:1\n', 'BadDirective 1'],
  ])('%j', (text, expected) => {
    const errors = foundIn(text).filter((finding) => finding.startsWith('! '));
    expect(errors).toEqual(expected === '' ? [] : [`! ${expected}`]);
  });

  it('a target that is no stage', () => {
    expect(foundIn('FROM busybox:1 AS a\n', { target: 'b' })).toEqual(['! UnknownTarget 1']);
    expect(foundIn('FROM busybox:1 AS a\n', { target: 'A' })).toEqual([]);
    expect(foundIn('FROM busybox:1\n', { target: '0' })).toEqual([]);
  });

  it('what the classic builder does not know', () => {
    const text = 'RUN --mount=type=cache,target=/x a\nCOPY --chmod=1 a b\nRUN <<EOF\na\nEOF\n';
    expect(within(text, { builder: 'classic' })).toEqual([
      '! NeedsBuildKit 2',
      '! NeedsBuildKit 3',
      '! NeedsBuildKit 4',
    ]);
    expect(within(text, { builder: 'buildkit' })).toEqual(['HeredocSupport 4']);
  });

  it('says which instruction, quote or stage was meant', () => {
    const about = (text: string) => {
      const finding = checkDockerfile(readDockerfile(text)).find(({ severity }) => severity !== 'info');
      return `${finding?.message} ${finding?.remedy}`;
    };
    expect(about('FROM busybox:1\nENTYRPOINT ["a"]\n')).toBe(
      'unknown instruction ENTYRPOINT. Did you mean ENTRYPOINT?',
    );
    expect(about('FROM　busybox:1\n')).toContain('only looks like a space');
    expect(about('FROM busybox:1\nCMD ["a"，"b"]\n')).toContain('It has ， where JSON has plain');
    expect(about('FROM busybox:1 AS build\nFROM busybox:1\nCOPY --from=biuld a b\n')).toContain('Did you mean build?');
    expect(about('FROM busybox:1\nCOPY --form=build a b\n')).toContain('Did you mean --from?');
  });

  it('is not known where another front end reads it', () => {
    expect(foundIn('# syntax=team/frontend\nSUMMON x\n')).toEqual([]);
    expect(foundIn('# syntax=docker/dockerfile:1.7\nSUMMON x\n')).toEqual(['! UnknownInstruction 2']);
  });
});

describe('what could be better', () => {
  it.each<readonly [text: string, expected: readonly string[]]>([
    ['RUN cd /a && b\n', ['(CdInRun 2)']],
    ['RUN cd /a\n', ['(CdInRun 2)']],
    ['ADD a b\n', ['(AddInsteadOfCopy 2)']],
    ['ADD a.tar.gz /\n', ['(AddOfArchive 2)']],
    ['ADD http://x/a /\n', ['(AddOfUrl 2)']],
    ['ADD --checksum=sha256:1 http://x/a /\n', []],
    ["CMD ['a', 'b']\n", ['ExecFormUnreadable 2', 'JSONArgsRecommended 2']],
    ['RUN [ "$A" = b ] && c\n', []],
    ['COPY --from=image:1 a b\n', []],
    ['COPY --form=x a b\n', ['UnknownFlag 2']],
  ])('%j', (text, expected) => {
    expect(within(text)).toEqual(expected);
  });

  it('a base without a version', () => {
    for (const image of ['busybox', 'busybox:latest', 'registry:5000/team/app'])
      expect(foundIn(`FROM ${image}\n`)).toEqual(['(BaseWithoutVersion 1)']);
    for (const image of ['busybox:1', 'registry:5000/app:1', `a@sha256:${'0'.repeat(64)}`, 'scratch'])
      expect(foundIn(`FROM ${image}\n`)).toEqual([]);
  });

  it('a build argument that nothing takes', () => {
    expect(within('ARG A\n', { args: { A: '1', B: '2', http_proxy: 'x' } })).toEqual(['UnconsumedBuildArg 1']);
  });
});
