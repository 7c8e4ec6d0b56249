/** An error cannot be built; a warning is probably not what was meant; an info could be better. */
export type Severity = 'error' | 'warning' | 'info';

/** Whose check it is: BuildKit's, under BuildKit's name, or one of Longshore. */
export type CheckOrigin = 'buildkit' | 'longshore';

interface Rule {
  readonly severity: Severity;
  readonly origin: CheckOrigin;
  readonly remedy: string;
  /** Off unless `# check=experimental=…` names it. */
  readonly isExperimental?: true;
}

const buildkit = (remedy: string): Rule => ({ severity: 'warning', origin: 'buildkit', remedy });
const error = (remedy: string): Rule => ({ severity: 'error', origin: 'longshore', remedy });
const warning = (remedy: string): Rule => ({ severity: 'warning', origin: 'longshore', remedy });
const info = (remedy: string): Rule => ({ severity: 'info', origin: 'longshore', remedy });

/** Every check, with what to do about it. */
export const rules = {
  AddInsteadOfCopy: info('Use COPY, which does that and nothing else.'),
  AddOfArchive: info('Use COPY if the archive is to stay packed.'),
  AddOfUrl: info('Give --checksum, or fetch it in a RUN that checks it.'),
  BadInstruction: error(''),
  BadDirective: error('See https://docs.docker.com/reference/dockerfile/#parser-directives.'),
  BaseWithoutVersion: info('Name the tag or the digest that was tested.'),
  CdInRun: info('Use WORKDIR: a cd is forgotten at the end of its RUN.'),
  CircularStages: error('Let one of them do without the other.'),
  ConsistentInstructionCasing: buildkit('Write all keywords in capitals.'),
  CopyIgnoredFile: buildkit('Take the pattern out of .dockerignore, or do not copy the file.'),
  DuplicateStageName: buildkit('Give each stage a name of its own.'),
  ExecFormNotJson: error('Write the items in straight quotes with plain commas: ["program", "argument"].'),
  ExecFormUnreadable: warning(
    'Write JSON, with double quotes and without a comma at the end: ["program", "argument"].',
  ),
  ExposeInvalidFormat: buildkit('Write the port of the container alone; it is published by docker run -p.'),
  ExposeInvalidPort: error('Write EXPOSE 80, EXPOSE 80/udp or EXPOSE 8000-8010.'),
  ExposeProtoCasing: buildkit('Write the protocol in small letters.'),
  FromAsCasing: buildkit('Write both in capitals.'),
  FromNotFirst: error('FROM must be the first instruction; only ARG may stand before it.'),
  FromPlatformFlagConstDisallowed: buildkit('Use a variable such as $BUILDPLATFORM, or leave --platform out.'),
  HeredocSupport: warning('An engine before 23.0 needs "# syntax=docker/dockerfile:1" in the first line.'),
  InvalidBase: error('Write FROM name:tag.'),
  InvalidDefaultArgInFrom: buildkit('Give the ARG a default with which the name of the image is whole.'),
  InvalidDefinitionDescription: {
    ...buildkit('Begin the comment with the name, or leave a line blank below it.'),
    isExperimental: true,
  },
  InvalidStageName: error('Begin it with a letter; letters, digits, "-", "_" and "." may follow.'),
  JSONArgsRecommended: buildkit('Write ["program", "argument"], so that signals reach the program and not a shell.'),
  LegacyKeyValueFormat: buildkit('Write name=value.'),
  LowercaseInstruction: info('Write keywords in capitals, as everybody reads them.'),
  MaintainerDeprecated: buildkit('Use LABEL org.opencontainers.image.authors="…".'),
  MissingArgument: error(''),
  MultipleInstructionsDisallowed: buildkit('Leave the earlier one out.'),
  NeedsBuildKit: error('Build it with BuildKit: ?builder=buildkit.'),
  NoEmptyContinuation: buildkit('Remove the blank line.'),
  NoFrom: error('Begin with FROM image, or with FROM scratch.'),
  NoSuchStage: error('Name a stage that comes before it; numbers count from 0.'),
  RedundantTargetPlatform: buildkit('Leave --platform out: it is the platform of the target anyway.'),
  ReservedStageName: buildkit('Choose another name.'),
  SecretsUsedInArgOrEnv: buildkit('Use RUN --mount=type=secret: what ARG and ENV hold stays in the image.'),
  StageNameCasing: buildkit('Write the name in small letters.'),
  TooManyStages: error('Split the Dockerfile.'),
  UnconsumedBuildArg: warning('Declare it with ARG where it is used, or do not give it.'),
  UndefinedArgInFrom: buildkit('Declare it with ARG before the first FROM.'),
  UndefinedVar: buildkit('Declare it with ARG or ENV, in this stage and before it is used.'),
  UnknownFlag: warning('See https://docs.docker.com/reference/dockerfile/.'),
  UnknownInstruction: error(''),
  UnknownStage: warning(''),
  UnknownTarget: error('Name a stage of the Dockerfile, or leave the target out.'),
  VariableInFrom: error('Give the image a stage (FROM $IMAGE AS name) and copy from that.'),
  WorkdirRelativePath: buildkit('Begin the path with a slash.'),
} as const satisfies Readonly<Record<string, Rule>>;

export type CheckName = keyof typeof rules;

export const checkNames = Object.keys(rules) as readonly CheckName[];

/** Something that a check found. */
export interface Finding {
  readonly check: CheckName;
  readonly severity: Severity;
  readonly origin: CheckOrigin;
  readonly line: number;
  /** What is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** A finding of a check, with the severity and the remedy of its rule, unless it knows a better one. */
export function found(check: CheckName, line: number, message: string, remedy: string = rules[check].remedy): Finding {
  const { severity, origin } = rules[check];
  return { check, severity, origin, line, message, remedy };
}
