import { splitWords } from './words.js';

/** The beginning of a heredoc, as it stands in an instruction. */
export interface HeredocMark {
  readonly name: string;
  readonly isExpanded: boolean;
  readonly isChomped: boolean;
}

const mark = /^\d*<<(-?)([^<]+)$/;
const takesHeredocs = /^\s*(?:ONBUILD\s+)?(?:ADD|COPY|RUN)\s/i;

/** The heredocs that a line begins, in the order in which their contents follow it. */
export function heredocMarks(line: string): readonly HeredocMark[] {
  if (!line.includes('<<') || !takesHeredocs.test(line)) return [];
  return splitWords(line, '\\').flatMap((word) => {
    const [, dash, written = ''] = mark.exec(word) ?? [];
    if (dash === undefined) return [];
    const name = unquoted(written);
    return name === undefined ? [] : [{ name, isExpanded: name === written, isChomped: dash === '-' }];
  });
}

/** Undefined when a quote does not end: then it is no heredoc. */
function unquoted(written: string): string | undefined {
  let name = '';
  let quote = '';
  for (let at = 0; at < written.length; at++) {
    const char = written.charAt(at);
    if (char === '\\' && quote !== "'") name += written.charAt(++at);
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
    else name += char;
  }
  return quote === '' && name !== '' ? name : undefined;
}
