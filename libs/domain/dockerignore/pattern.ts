import { DomainError } from '#event-sourcing';
import { cleanPath } from './clean-path.js';

/** One line of a .dockerignore. */
export interface Pattern {
  /** With `!`: what it matches is not left out after all. */
  readonly isException: boolean;
  matches(path: string): boolean;
}

/** A piece of a pattern: a character, one of a class, or what stands for many. */
type Piece =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'class'; readonly has: (char: string) => boolean }
  | { readonly kind: 'any' | 'star' | 'rest' | 'directories' };

/**
 * Reads a pattern as Docker does: `*` and `?` stop at a slash, `**` does not. It is matched by steps in place of a regular expression, so
 * that no pattern takes long.
 *
 * @throws DomainError `dockerignore-invalid`
 */
export function compilePattern(line: string): Pattern {
  const isException = line.startsWith('!');
  const written = (isException ? line.slice(1) : line).trim();
  if (isException && written === '') throw invalid(line, 'nothing follows the "!"');
  const clean = cleanPath(written);
  const pieces = piecesOf(clean.length > 1 && clean.startsWith('/') ? clean.slice(1) : clean, line);
  return { isException, matches: (path) => matches(pieces, path) };
}

function piecesOf(pattern: string, line: string): readonly Piece[] {
  const chars = [...pattern];
  const pieces: Piece[] = [];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? '';
    if (char === '*' && chars[at + 1] === '*') {
      at += chars[at + 2] === '/' ? 2 : 1;
      pieces.push({ kind: at + 1 >= chars.length ? 'rest' : 'directories' });
    } else if (char === '*') pieces.push({ kind: 'star' });
    else if (char === '?') pieces.push({ kind: 'any' });
    else if (char === '[') {
      const { has, end } = readClass(chars, at, line);
      pieces.push({ kind: 'class', has });
      at = end;
    } else if (char === '\\') {
      const next = chars[++at];
      if (next === undefined) throw invalid(line, 'nothing follows the "\\"');
      pieces.push({ kind: 'char', char: next });
    } else pieces.push({ kind: 'char', char });
  }
  return pieces;
}

/** `[a-z]`, `[^a-z]` */
function readClass(chars: readonly string[], from: number, line: string) {
  const isNegated = chars[from + 1] === '^';
  const ranges: (readonly [string, string])[] = [];
  let at = from + (isNegated ? 2 : 1);
  const take = (): string => {
    if (chars[at] === '\\') at++;
    const char = chars[at++];
    if (char === undefined) throw invalid(line, 'a "]" is missing');
    return char;
  };
  while (chars[at] !== ']' || ranges.length === 0) {
    if (chars[at] === ']' || chars[at] === '-') throw invalid(line, 'what stands in [ ] is no range');
    const low = take();
    if (chars[at] !== '-') ranges.push([low, low]);
    else {
      at++;
      const high = take();
      if (high < low) throw invalid(line, 'a range in [ ] runs backwards');
      ranges.push([low, high]);
    }
  }
  const isWithin = (char: string) => ranges.some(([low, high]) => low <= char && char <= high);
  return { has: (char: string) => isWithin(char) !== isNegated, end: at };
}

/** Walks through the path with all places of the pattern where it may be. */
function matches(pieces: readonly Piece[], path: string): boolean {
  let places = reached(pieces, new Set([0]));
  for (const char of path) {
    const next = new Set<number>();
    for (const place of places) step(pieces, place, char, next);
    if (next.size === 0) return false;
    places = reached(pieces, next);
  }
  return places.has(pieces.length);
}

function step(pieces: readonly Piece[], place: number, char: string, next: Set<number>): void {
  // Half places stand for the inside of a `**/`, which goes on behind a slash alone.
  const inside = !Number.isInteger(place);
  const piece = pieces[Math.floor(place)];
  if (!piece) return;
  if (piece.kind === 'char' && piece.char === char) next.add(place + 1);
  if (piece.kind === 'class' && piece.has(char)) next.add(place + 1);
  if (piece.kind === 'any' && char !== '/') next.add(place + 1);
  if (piece.kind === 'star' && char !== '/') next.add(place);
  if (piece.kind === 'rest') next.add(place);
  if (piece.kind !== 'directories') return;
  next.add(inside ? place : place + 0.5);
  if (char === '/') next.add(Math.floor(place) + 1);
}

/** Adds the places that are reached without a character. */
function reached(pieces: readonly Piece[], places: Set<number>): Set<number> {
  for (const place of places) {
    const kind = Number.isInteger(place) ? pieces[place]?.kind : undefined;
    if (kind === 'star' || kind === 'rest' || kind === 'directories') places.add(place + 1);
  }
  return places;
}

function invalid(line: string, what: string): DomainError {
  return new DomainError(
    'invalid',
    'dockerignore-invalid',
    `.dockerignore: the pattern "${line.slice(0, 200)}" cannot be read: ${what}. Write it as in https://docs.docker.com/build/concepts/context/#dockerignore-files.`,
  );
}
