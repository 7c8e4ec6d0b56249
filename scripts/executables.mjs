import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { searchPath } from './paths.mjs';

/**
 * The full path of a program on the PATH (or in the sbin folders); undefined when there is none.
 *
 * @param {string} name
 */
export function findExecutable(name) {
  return searchPath
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
