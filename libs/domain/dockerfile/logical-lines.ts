import type { Escape, Heredoc } from './dockerfile.js';
import { type HeredocMark, heredocMarks } from './heredocs.js';

/** What belongs to one instruction: its lines, joined. */
export interface LogicalLine {
  readonly line: number;
  readonly lastLine: number;
  readonly text: string;
  readonly heredocs: readonly Heredoc[];
  /** The first heredoc that the file ends in. */
  readonly unterminated?: string;
  readonly blankLines: readonly number[];
  readonly comment: readonly string[];
}

/** Joins what is continued on the next line. Comments in between are left out, also blank lines. */
export function* logicalLines(lines: readonly string[], escape: Escape, from: number): Generator<LogicalLine> {
  let comment: string[] = [];
  for (let at = from; at < lines.length;) {
    const first = (lines[at] ?? '').trimStart();
    if (first === '' || first.startsWith('#')) {
      comment = first === '' ? [] : [...comment.slice(-8), first.slice(1).trim()];
      at++;
      continue;
    }
    const joined = join(lines, at, escape);
    const heredocs = readHeredocs(lines, joined.next, heredocMarks(joined.text));
    yield {
      line: at + 1,
      lastLine: Math.min(heredocs.next, lines.length),
      text: joined.text,
      blankLines: joined.blankLines,
      comment,
      ...heredocs,
    };
    comment = [];
    at = heredocs.next;
  }
}

function join(lines: readonly string[], from: number, escape: Escape) {
  const parts: string[] = [];
  const blankLines: number[] = [];
  let at = from;
  /** Behind the last line that has something in it. */
  let next = from + 1;
  for (; at < lines.length; at++) {
    const line = at === from ? (lines[at] ?? '').trimStart() : (lines[at] ?? '');
    const start = line.trimStart();
    if (at > from && start.startsWith('#')) continue;
    if (at > from && start === '') {
      blankLines.push(at + 1);
      continue;
    }
    next = at + 1;
    const part = withoutContinuation(line, escape);
    parts.push(part ?? line);
    if (part === undefined) break;
  }
  return { text: parts.join(''), next, blankLines: blankLines.filter((line) => line <= next) };
}

/** The line without the escape that continues it; undefined when it ends here. */
export function withoutContinuation(line: string, escape: Escape): string | undefined {
  let end = line.length - 1;
  while (end >= 0 && (line[end] === ' ' || line[end] === '\t')) end--;
  if (line[end] !== escape || line[end - 1] === escape) return undefined;
  return line.slice(0, end);
}

function readHeredocs(lines: readonly string[], from: number, marks: readonly HeredocMark[]) {
  const heredocs: Heredoc[] = [];
  let next = from;
  for (const mark of marks) {
    const end = endOf(lines, next, mark);
    heredocs.push({
      ...mark,
      content: lines
        .slice(next, end)
        .map((line) => `${line}\n`)
        .join(''),
    });
    if (end === lines.length) return { heredocs, next: end, unterminated: mark.name };
    next = end + 1;
  }
  return { heredocs, next };
}

function endOf(lines: readonly string[], from: number, { name, isChomped }: HeredocMark): number {
  let at = from;
  while (at < lines.length && (isChomped ? (lines[at] ?? '').replace(/^\t+/, '') : lines[at]) !== name) at++;
  return at;
}
