import type { Instruction } from '../dockerfile.js';
import { flagOf } from '../dockerfile.js';
import { type Finding, found } from './rules.js';
import type { Subject } from './subject.js';

/** Flags that the classic builder refuses. */
const modern: Readonly<Record<string, readonly string[]>> = {
  ADD: ['checksum', 'chmod', 'exclude', 'keep-git-dir', 'link', 'unpack'],
  COPY: ['chmod', 'exclude', 'link', 'parents'],
  RUN: ['device', 'mount', 'network', 'security'],
};

/** How it is written: capitals, blank lines, comments, and what a builder cannot read. */
export function* checkWriting({ plan: { dockerfile }, inputs: { builder } }: Subject): Iterable<Finding> {
  yield* checkCasing(dockerfile.instructions);
  for (const instruction of dockerfile.instructions) {
    for (const line of instruction.blankLines)
      yield found('NoEmptyContinuation', line, `a blank line stands in the middle of ${instruction.keyword}.`);
    yield* checkDescription(instruction);
    if (builder === 'classic') yield* checkClassic(instruction);
    else if (instruction.heredocs.length > 0 && dockerfile.directives.syntax === undefined)
      yield found('HeredocSupport', instruction.line, `${instruction.keyword} has a heredoc.`);
  }
}

function* checkCasing(instructions: readonly Instruction[]): Iterable<Finding> {
  const written = instructions.filter((each) => each.written !== '');
  const upper = written.filter((each) => each.written === each.keyword).length;
  const lower = written.filter((each) => each.written === each.keyword.toLowerCase()).length;
  const isUpper = upper >= lower;
  for (const { line, keyword, written: spelled } of written)
    if (spelled !== (isUpper ? keyword : keyword.toLowerCase()))
      yield found(
        'ConsistentInstructionCasing',
        line,
        `${spelled.slice(0, 100)} is not written like the others.`,
        `Write ${isUpper ? 'all keywords in capitals' : 'them alike, best in capitals'}.`,
      );
  const [first] = written;
  if (first && !isUpper) yield found('LowercaseInstruction', first.line, 'keywords are in small letters.');
}

function* checkDescription({ keyword, comment, line, words, pairs }: Instruction): Iterable<Finding> {
  const name = keyword === 'FROM' ? words[2] : keyword === 'ARG' ? pairs[0]?.name : undefined;
  const last = comment.at(-1);
  if (name === undefined || last === undefined || comment[0]?.startsWith(`${name} `)) return;
  yield found('InvalidDefinitionDescription', line, `the comment above does not begin with "${name} ".`);
}

function* checkClassic(instruction: Instruction): Iterable<Finding> {
  const { keyword, line, heredocs, trigger } = instruction;
  if (heredocs.length > 0) yield found('NeedsBuildKit', line, 'the classic builder knows no heredocs.');
  for (const flag of modern[keyword] ?? [])
    if (instruction.flags.some(({ name }) => name === flag) || flagOf(instruction, flag) !== undefined)
      yield found('NeedsBuildKit', line, `the classic builder does not know ${keyword} --${flag}.`);
  if (trigger) yield* checkClassic(trigger);
}
