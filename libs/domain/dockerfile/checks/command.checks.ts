import type { BuildPlan, Stage, Step } from '../build-plan.js';
import { flagOf } from '../dockerfile.js';
import { type Finding, found } from './rules.js';
import type { Subject } from './subject.js';

const once: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);
const archive = /\.(?:tar|tar\.(?:gz|bz2|xz|zst)|tgz|tbz2?|txz)$/i;
const url = /^(?:https?|git|ssh):\/\/|^git@/i;

/** What instructions do that could be done better, or not at all. */
export function* checkCommands({ plan, inputs }: Subject): Iterable<Finding> {
  for (const stage of plan.stages) {
    yield* checkRepeated(stage);
    yield* checkWorkdirs(stage, plan);
    const hasShell = stage.steps.some(({ instruction }) => instruction.keyword === 'SHELL');
    for (const step of stage.steps) {
      const { keyword, form, line } = step.instruction;
      if (keyword === 'MAINTAINER') yield found('MaintainerDeprecated', line, 'MAINTAINER is not used any more.');
      if ((keyword === 'CMD' || keyword === 'ENTRYPOINT') && form === 'shell' && !hasShell)
        yield found('JSONArgsRecommended', line, `${keyword} is in shell form.`);
      if (keyword === 'EXPOSE') yield* checkPorts(step);
      if (keyword === 'RUN' && form === 'shell' && /^cd\s+\S+$/.test(step.instruction.text))
        yield found('CdInRun', line, 'this RUN does nothing but cd.');
      else if (keyword === 'RUN' && form === 'shell' && /^cd\s+\S+\s*&&/.test(step.instruction.text))
        yield found('CdInRun', line, 'this RUN begins with cd.');
      if (keyword === 'ADD') yield* checkAdd(step);
      if (keyword === 'ADD' || keyword === 'COPY') yield* checkIgnored(step, inputs.isIgnored);
    }
  }
}

function* checkRepeated({ steps }: Stage): Iterable<Finding> {
  const last = new Map<string, Step>();
  for (const step of steps) {
    const { keyword } = step.instruction;
    const earlier = last.get(keyword);
    if (!once.has(keyword)) continue;
    if (earlier)
      yield found(
        'MultipleInstructionsDisallowed',
        earlier.instruction.line,
        `only the last ${keyword} of a stage counts, and there is one in line ${step.instruction.line}.`,
      );
    last.set(keyword, step);
  }
}

function* checkWorkdirs(stage: Stage, { stages }: BuildPlan): Iterable<Finding> {
  const { base, steps } = stage;
  if (base.kind === 'scratch') return;
  // A stage that is built on another one begins where that one was.
  let isAbsolute = base.kind === 'stage' && (stages[base.stage]?.steps.some(isAbsoluteWorkdir) ?? false);
  for (const step of steps) {
    if (step.instruction.keyword !== 'WORKDIR') continue;
    if (isAbsoluteWorkdir(step)) isAbsolute = true;
    else if (!isAbsolute && !step.words[0]?.startsWith('$'))
      yield found(
        'WorkdirRelativePath',
        step.instruction.line,
        `${step.words[0] ?? ''} is within whatever the base image has.`,
      );
  }
}

function isAbsoluteWorkdir({ instruction: { keyword }, words }: Step): boolean {
  return keyword === 'WORKDIR' && /^(?:\/|[a-z]:)/i.test(words[0] ?? '');
}

function* checkPorts({ instruction: { line }, words, missing }: Step): Iterable<Finding> {
  if (missing.length > 0) return;
  for (const word of words) {
    const [ports = '', protocol = ''] = word.split('/', 2);
    if (protocol !== protocol.toLowerCase()) yield found('ExposeProtoCasing', line, `${word} has capitals.`);
    if (ports.includes(':'))
      yield found('ExposeInvalidFormat', line, `${word} says more than the port of the container.`);
    else if (!isPorts(ports) || !/^(?:tcp|udp|sctp|)$/i.test(protocol))
      yield found('ExposeInvalidPort', line, `${word.slice(0, 100)} is no port.`);
  }
}

function isPorts(text: string): boolean {
  const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  return from !== undefined && Number(from) <= Number(to) && Number(to) <= 65_535;
}

function* checkAdd({ instruction, words }: Step): Iterable<Finding> {
  const sources = words.slice(0, -1).filter((word) => !word.startsWith('<<'));
  const { line } = instruction;
  const remote = sources.find((source) => url.test(source));
  if (remote !== undefined && flagOf(instruction, 'checksum') === undefined)
    yield found('AddOfUrl', line, `nothing makes sure that ${remote.slice(0, 200)} is what it was.`);
  const packed = sources.find((source) => archive.test(source) && !url.test(source));
  if (packed !== undefined) yield found('AddOfArchive', line, `${packed.slice(0, 200)} is unpacked.`);
  const plain =
    sources.length > 0 &&
    sources.every((source) => !url.test(source) && !archive.test(source) && !/[*?[$]/.test(source));
  if (plain) yield found('AddInsteadOfCopy', line, 'ADD copies a file of the context.');
}

function* checkIgnored({ instruction, words }: Step, isIgnored?: (path: string) => boolean): Iterable<Finding> {
  if (!isIgnored || flagOf(instruction, 'from') !== undefined) return;
  for (const source of words.slice(0, -1)) {
    const path = source.replace(/^(?:\.?\/)+/, '').replace(/\/$/, '');
    if (url.test(source) || source.startsWith('<<') || path === '' || path === '.' || /[*?[$]/.test(path)) continue;
    if (isIgnored(path))
      yield found(
        'CopyIgnoredFile',
        instruction.line,
        `.dockerignore leaves ${path.slice(0, 200)} out of the context.`,
      );
  }
}
