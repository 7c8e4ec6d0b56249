/** A piece of text as a terminal would show it: `classes` name its colours and weight. */
export interface Span {
  readonly text: string;
  readonly classes: string;
}

interface Look {
  readonly color?: number;
  readonly background?: number;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly inverse?: boolean;
}

/**
 * Control sequences: CSI with its parameters and final byte; OSC, DCS, SOS, PM and APC up to their end (BEL or ST); other
 * escapes of two or three bytes; an unfinished one at the end.
 */
const escape = '\u001b';
const sequences = new RegExp(
  [
    `(?:${escape}\\[|\u009b)([0-9:;<=>?]*)[ -/]*([@-~])`,
    `${escape}[\\]PX^_][^\u0007${escape}\u009c]*(?:\u0007|${escape}\\\\|\u009c|$)`,
    `${escape}[ -/]*[0-~]`,
    `${escape}.?$`,
  ].join('|'),
  'gu',
);

/** A line of output as spans: colours are kept, and every other control sequence is dropped. */
export function spansOf(line: string): readonly Span[] {
  const spans: Span[] = [];
  let look: Look = {};
  let from = 0;
  const push = (text: string) => {
    const shown = visible(text);
    if (shown !== '') spans.push({ text: shown, classes: classesOf(look) });
  };
  for (const match of line.matchAll(sequences)) {
    push(line.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[2] === 'm' && /^[\d:;]*$/.test(match[1] ?? '')) look = lookAfter(look, match[1] ?? '');
  }
  push(line.slice(from));
  return spans;
}

/** The same without any look: names, labels and what is searched in. */
export function plainOf(line: string): string {
  return visible(line.replaceAll(sequences, ''));
}

/**
 * Text in which nothing is hidden: what turns the direction of writing, and other characters without a shape, stand as
 * their number.
 */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
    character === '\t' || character === '\n'
      ? character
      : `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}

/** What a terminal shows of a line in which a carriage return goes back to its beginning. */
export function lastWriting(line: string): string {
  const text = line.replace(/\r+$/, '');
  return text.slice(text.lastIndexOf('\r') + 1);
}

function lookAfter(look: Look, parameters: string): Look {
  const codes = parameters.split(/[;:]/).map(Number);
  let after = look;
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      const [color, used] = extended(codes.slice(index + 1));
      index += used;
      if (color !== undefined) after = { ...after, [code === 38 ? 'color' : 'background']: color };
    } else after = { ...after, ...single(code) };
    if (code === 0) after = {};
  }
  return after;
}

const styles: Readonly<Record<number, Look>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
};

function single(code: number): Look {
  if (code >= 30 && code <= 37) return { color: code - 30 };
  if (code >= 90 && code <= 97) return { color: code - 82 };
  if (code >= 40 && code <= 47) return { background: code - 40 };
  if (code >= 100 && code <= 107) return { background: code - 92 };
  if (code === 39) return { color: undefined };
  if (code === 49) return { background: undefined };
  return styles[code] ?? {};
}

/** One of 256 colours, or any: the nearest of the sixteen that have a class. Tells also how many codes it took. */
function extended([kind, ...codes]: readonly number[]): readonly [number | undefined, number] {
  if (kind === 5) return [nearest(codes[0] ?? 0), 2];
  if (kind === 2) return [nearestTo(codes[0] ?? 0, codes[1] ?? 0, codes[2] ?? 0), 4];
  return [undefined, 0];
}

function nearest(index: number): number {
  if (index < 16) return index;
  if (index >= 232) return index < 244 ? 8 : 7;
  const cube = index - 16;
  return nearestTo(Math.floor(cube / 36) * 51, (Math.floor(cube / 6) % 6) * 51, (cube % 6) * 51);
}

function nearestTo(red: number, green: number, blue: number): number {
  const most = Math.max(red, green, blue);
  if (most < 64) return 8;
  const is = (value: number) => (value > most * 0.6 ? 1 : 0);
  return is(red) + is(green) * 2 + is(blue) * 4 + (most > 200 ? 8 : 0);
}

function classesOf({ color, background, ...styled }: Look): string {
  const names = Object.entries(styled).flatMap(([name, isOn]) => (isOn === true ? [`t-${name}`] : []));
  if (color !== undefined) names.push(`t-c${color}`);
  if (background !== undefined) names.push(`t-b${background}`);
  return names.join(' ');
}
