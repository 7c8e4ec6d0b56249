import { posix } from 'node:path';

/** A path in a tar without `./` before it and `/` behind it. */
export function entryName(path: string): string {
  return path.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
}

/** Whether a path leads out of the root of its tar. */
export function escapes(path: string): boolean {
  return path.startsWith('/') || path.split('/').includes('..');
}

/** Whether a symbolic link points out of the root of its tar. */
export function leadsOut(name: string, target: string): boolean {
  return target.startsWith('/') || posix.join(posix.dirname(name), target).startsWith('..');
}

/** Whether bytes begin as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && (bytes[1] === 0x8b || bytes.length === 1);
}

/** A compressed context may expand so much without question, and beyond that by this factor. */
const freeExpansion = 67_108_864;
export const mostExpansion = 100;

/** Whether so many bytes of gzip may become so many. */
export function expandsTooMuch(taken: number, expanded: number): boolean {
  return expanded > freeExpansion + taken * mostExpansion;
}
