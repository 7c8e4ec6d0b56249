import type { Dockerfile, Instruction } from '../dockerfile.js';
import { keywords } from '../read-instruction.js';
import { nearest } from './nearest.js';
import { type Finding, found } from './rules.js';
import type { Subject } from './subject.js';

const flags: Readonly<Record<string, readonly string[]>> = {
  ADD: ['checksum', 'chmod', 'chown', 'exclude', 'keep-git-dir', 'link', 'unpack'],
  COPY: ['chmod', 'chown', 'exclude', 'from', 'link', 'parents'],
  FROM: ['platform'],
  HEALTHCHECK: ['interval', 'retries', 'start-interval', 'start-period', 'timeout'],
  RUN: ['device', 'mount', 'network', 'security'],
};

/** The quotes and commas that word processors and Chinese keyboards make of plain ones. */
const typographic = /[“”„‟‘’«»＂＇，、［］]/;

/** Instructions that cannot be what they are meant to be. */
export function* checkForm({ plan: { dockerfile } }: Subject): Iterable<Finding> {
  for (const fault of dockerfile.faults)
    yield found(fault.message.startsWith('the heredoc') ? 'BadInstruction' : 'BadDirective', fault.line, fault.message);
  yield* checkOrder(dockerfile);
  for (const instruction of dockerfile.instructions) yield* checkInstruction(instruction);
}

function* checkOrder({ instructions }: Dockerfile): Iterable<Finding> {
  const first = instructions.find(({ keyword }) => keyword !== 'ARG');
  if (!first) yield found('NoFrom', 1, 'there is no FROM, which says what the image is built on.');
  else if (first.keyword !== 'FROM' && keywords.includes(first.keyword))
    yield found('FromNotFirst', first.line, `${first.keyword} comes before FROM.`);
}

function* checkInstruction(instruction: Instruction): Iterable<Finding> {
  const { keyword, line, text, trigger } = instruction;
  if (!keywords.includes(keyword)) {
    const written = instruction.written.slice(0, 100);
    const meant = nearest(keyword, keywords);
    yield found(
      'UnknownInstruction',
      line,
      `unknown instruction ${written}.`,
      meant ? `Did you mean ${meant}?` : hint(written),
    );
    return;
  }
  if (text === '') {
    yield found('MissingArgument', line, `${keyword} needs an argument.`);
    return;
  }
  const wrong = instruction.fault ?? wrongForm(instruction);
  if (wrong !== undefined) yield found('BadInstruction', line, wrong);
  yield* checkExecForm(instruction);
  for (const { name } of instruction.flags) {
    const known = flags[keyword] ?? [];
    if (!known.includes(name))
      yield found('UnknownFlag', line, `${keyword} has no flag --${name.slice(0, 100)}.`, likelyFlag(name, known));
  }
  if (trigger) yield* checkInstruction(trigger);
}

function hint(written: string): string {
  if (/[^\x20-\x7e]/.test(written)) return 'It has a character that only looks like a space or a letter: type it anew.';
  return 'If it belongs to the line above, end that with the escape character.';
}

function likelyFlag(name: string, known: readonly string[]): string | undefined {
  const meant = nearest(name, known);
  return meant && `Did you mean --${meant}?`;
}

function wrongForm({ keyword, words, form }: Instruction): string | undefined {
  switch (keyword) {
    case 'ADD':
    case 'COPY':
      return words.length < 2 ? `${keyword} needs a source and a destination.` : undefined;
    case 'FROM':
      return words.length === 1 || (words.length === 3 && words[1]?.toLowerCase() === 'as')
        ? undefined
        : 'FROM is written FROM image, or FROM image AS name.';
    case 'SHELL':
      return form === 'exec' && words.length > 0
        ? undefined
        : 'SHELL is written in JSON: SHELL ["program", "argument"].';
    case 'VOLUME':
      return words.length === 0 || words.includes('') ? 'VOLUME needs a path.' : undefined;
    default:
      return undefined;
  }
}

function* checkExecForm({ keyword, form, text, line }: Instruction): Iterable<Finding> {
  if (form !== 'shell') return;
  const written = keyword === 'HEALTHCHECK' ? text.replace(/^\S+\s*/, '') : text;
  if (!/^[[［]/.test(written)) return;
  const given = `${keyword} is meant to be in exec form, but is no JSON: a shell would get it as one line.`;
  if (typographic.test(written) && /[\]］]\s*$/.test(written)) {
    const char = typographic.exec(written)?.[0] ?? '';
    yield found('ExecFormNotJson', line, `${given} It has ${char} where JSON has plain quotes, commas and brackets.`);
  } else if (/^\[\s*["']/.test(written) && !isShellTest(written)) yield found('ExecFormUnreadable', line, given);
}

/** `[ "$a" = b ]`, which is a command. */
function isShellTest(text: string): boolean {
  return /^\[\s/.test(text) && !text.includes(',');
}
