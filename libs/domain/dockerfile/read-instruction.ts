import type { Escape, Instruction, Pair } from './dockerfile.js';
import type { LogicalLine } from './logical-lines.js';
import { splitAtBlanks, splitFlags, splitKeyword, splitWords } from './words.js';

/** What stands behind keyword and flags, taken apart. */
type Given = Pick<Instruction, 'words'> &
  Partial<Pick<Instruction, 'fault' | 'form' | 'isLegacy' | 'pairs' | 'trigger'>>;

type Reader = (text: string, escape: Escape, logical: LogicalLine) => Given;

const readers: Readonly<Record<string, Reader>> = {
  ADD: readList,
  ARG: readArguments,
  CMD: readCommand,
  COPY: readList,
  ENTRYPOINT: readCommand,
  ENV: readPairs,
  EXPOSE: readWords,
  FROM: readWords,
  HEALTHCHECK: readHealthcheck,
  LABEL: readPairs,
  MAINTAINER: readText,
  ONBUILD: readTrigger,
  RUN: readCommand,
  SHELL: readCommand,
  STOPSIGNAL: readText,
  USER: readText,
  VOLUME: readList,
  WORKDIR: readText,
};

/** Every instruction that there is, in capitals. */
export const keywords: readonly string[] = Object.keys(readers);

/** Takes one instruction apart. */
export function readInstruction(logical: LogicalLine, escape: Escape): Instruction {
  const [written, rest] = splitKeyword(logical.text);
  const keyword = written.toUpperCase();
  const { flags, rest: text } = splitFlags(rest);
  const read = Object.hasOwn(readers, keyword) ? readers[keyword] : undefined;
  return {
    keyword,
    written,
    line: logical.line,
    lastLine: logical.lastLine,
    flags,
    text,
    pairs: [],
    isLegacy: false,
    heredocs: logical.heredocs,
    blankLines: logical.blankLines,
    comment: logical.comment,
    ...(read ?? readWords)(text, escape, logical),
  };
}

function readWords(text: string): Given {
  return { words: splitAtBlanks(text) };
}

function readText(text: string): Given {
  return { words: text === '' ? [] : [text] };
}

function readCommand(text: string): Given {
  return readJson(text) ?? { ...readText(text), form: 'shell' };
}

function readList(text: string): Given {
  return readJson(text) ?? { ...readWords(text), form: 'shell' };
}

/** Undefined when it is no JSON array: then it is the shell form, whatever it was meant to be. */
function readJson(text: string): Given | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const items: unknown = JSON.parse(text);
    if (!Array.isArray(items)) return undefined;
    const words = items.filter((item) => typeof item === 'string');
    const fault = words.length < items.length ? 'an array in JSON syntax has strings alone. Put each item in "…".' : '';
    return { words, form: 'exec', ...(fault !== '' && { fault }) };
  } catch {
    return undefined;
  }
}

function readArguments(text: string, escape: Escape): Given {
  const words = splitWords(text, escape);
  const pairs = words.map(pairFrom);
  return {
    words,
    pairs,
    ...(pairs.some(({ name }) => name === '') && { fault: 'an argument needs a name before its "=".' }),
  };
}

function readPairs(text: string, escape: Escape): Given {
  const words = splitWords(text, escape);
  const [first] = words;
  if (first === undefined) return { words };
  if (!first.includes('=')) {
    const [name, value] = splitKeyword(text);
    if (value === '') return { words, fault: `${name} needs a value: write ${name}=value.` };
    return { words, pairs: [{ name, value }], isLegacy: true };
  }
  const pairs = words.map(pairFrom);
  const wrong = words.find((word) => word.indexOf('=') < 1);
  if (wrong === undefined) return { words, pairs };
  return { words, pairs, fault: `${wrong} is not written name=value. Put a value with spaces in quotes.` };
}

function pairFrom(word: string): Pair {
  const at = word.indexOf('=');
  return at < 0 ? { name: word } : { name: word.slice(0, at), value: word.slice(at + 1) };
}

function readHealthcheck(text: string): Given {
  const [type, rest] = splitKeyword(text);
  if (type === '') return { words: [] };
  if (type.toUpperCase() === 'NONE')
    return { words: ['NONE'], ...(rest !== '' && { fault: 'HEALTHCHECK NONE takes no arguments.' }) };
  if (type.toUpperCase() !== 'CMD')
    return { words: [type], fault: `write HEALTHCHECK CMD ${text}, or HEALTHCHECK NONE.` };
  const { words, ...given } = readCommand(rest);
  return {
    ...given,
    words: ['CMD', ...words],
    ...(words.length === 0 && { fault: 'HEALTHCHECK CMD needs a command.' }),
  };
}

function readTrigger(text: string, escape: Escape, logical: LogicalLine): Given {
  if (text === '') return { words: [] };
  const keyword = splitKeyword(text)[0].toUpperCase();
  if (['ONBUILD', 'FROM', 'MAINTAINER'].includes(keyword))
    return { words: [text], fault: `${keyword} cannot be put off by ONBUILD.` };
  return { words: [text], trigger: readInstruction({ ...logical, text }, escape) };
}
