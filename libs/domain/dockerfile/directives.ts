import type { CheckDirective, Directives, Escape, DockerfileFault } from './dockerfile.js';

const directive = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(\S.*)$/;
const known: ReadonlySet<string> = new Set(['check', 'escape', 'syntax']);

/**
 * Reads the directives at the top: they end at the first line that is none, also at a comment.
 *
 * @param lines without what ends them
 */
export function readDirectives(lines: readonly string[]): {
  readonly directives: Directives;
  readonly faults: readonly DockerfileFault[];
  /** How many lines they take. */
  readonly count: number;
} {
  const found = new Map<string, string>();
  const faults: DockerfileFault[] = [];
  let count = 0;
  for (; count < lines.length; count++) {
    const [, name = '', value = ''] = directive.exec((lines[count] ?? '').trimStart()) ?? [];
    const key = name.toLowerCase();
    if (!known.has(key)) break;
    if (found.has(key)) faults.push({ line: count + 1, message: `only one ${key} directive can be used.` });
    else if (key === 'escape' && !isEscape(value.trim()))
      faults.push({ line: count + 1, message: 'the escape character can be a backslash or a backtick.' });
    found.set(key, found.get(key) ?? value.trim());
  }
  return { directives: directivesFrom(found), faults, count };
}

function directivesFrom(found: ReadonlyMap<string, string>): Directives {
  const escape = found.get('escape') ?? '';
  const syntax = found.get('syntax');
  return {
    ...(syntax !== undefined && { syntax }),
    escape: isEscape(escape) ? escape : '\\',
    check: readCheck(found.get('check') ?? ''),
  };
}

function isEscape(text: string): text is Escape {
  return text === '\\' || text === '`';
}

function readCheck(text: string): CheckDirective {
  const options = new Map(
    text.split(';').map((option) => {
      const [name = '', value = ''] = option.split('=', 2);
      return [name.trim().toLowerCase(), value.trim()];
    }),
  );
  const names = (option: string) =>
    (options.get(option) ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
  return {
    skip: names('skip'),
    experimental: names('experimental'),
    isStrict: /^(?:1|t|true)$/i.test(options.get('error') ?? ''),
  };
}
