import { isNothing } from '../engine-api/fields.js';
import { nothing, say, type Told, tellEach, unsayable, at, join } from './told.js';

type Words = Readonly<Record<string, string | null>>;

/** A flag with a value, unless that is Go's zero value: not said is the same. */
export function value(flag: string) {
  return (given: number | string): Told => (isNothing(given) ? nothing : say(flag, String(given)));
}

/** A flag with a value, also where that is zero or empty. */
export function given(flag: string) {
  return (is: number | string): Told => say(flag, String(is));
}

/** A flag that is there or not. */
export function whenTrue(flag: string) {
  return (is: boolean): Told => (is ? say(flag) : nothing);
}

/** A flag whose absence leaves the choice to the engine. */
export function yesOrNo(flag: string) {
  return (is: boolean): Told => say(is ? flag : `${flag}=false`);
}

/** A flag for each item of a list. */
export function each(flag: string) {
  return (items: readonly string[]): Told => say(...items.flatMap((item) => [flag, item]));
}

/** A flag for each `name=value`. A name with `=` in it cannot be written so. */
export function pairs(flag: string) {
  return (map: Words): Told =>
    join(
      ...Object.entries(map).map(([name, is]) =>
        name.includes('=') ? at(`.${name}`, unsayable) : say(flag, is === null ? name : `${name}=${is}`),
      ),
    );
}

/** A flag for each member of a set. */
export function members(flag: string) {
  return (set: Readonly<Record<string, unknown>>): Told => each(flag)(Object.keys(set));
}

/** A flag with a number of bytes: `64m`. */
export function bytes(flag: string) {
  return (count: number | string): Told => (Number(count) === 0 ? nothing : say(flag, byteCount(Number(count))));
}

/** A flag with a duration, which the Engine API has in nanoseconds. */
export function duration(flag: string) {
  return (nanoseconds: number): Told => (nanoseconds === 0 ? nothing : say(flag, durationText(nanoseconds)));
}

/** A flag for each object of a list. */
export function eachOf<Item>(flag: string, text: (item: Item) => string) {
  return (items: readonly Item[]): Told => tellEach(items, (item) => say(flag, text(item)));
}

/** There is no flag for it. */
export function noFlag(is: unknown): Told {
  return isNothing(is) ? nothing : unsayable;
}

/** The engine does not read it, or another part of the line says it. */
export function saidApart(): Told {
  return nothing;
}

export function byteCount(count: number): string {
  const [unit, size] = (
    [
      ['g', 2 ** 30],
      ['m', 2 ** 20],
      ['k', 2 ** 10],
    ] as const
  ).find(([, of]) => count > 0 && count % of === 0) ?? ['', 1];
  return `${count / size}${unit}`;
}

function durationText(nanoseconds: number): string {
  const [unit, size] = (
    [
      ['s', 1e9],
      ['ms', 1e6],
      ['us', 1e3],
    ] as const
  ).find(([, of]) => nanoseconds % of === 0) ?? ['ns', 1];
  return `${nanoseconds / size}${unit}`;
}

/** Fields as one line of CSV, as Go reads it. */
export function csv(fields: readonly string[]): string {
  return fields.map((field) => (/[",\r\n]|^\s/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}
