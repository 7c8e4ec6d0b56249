import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top folder of the clone. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A path inside the clone. @param {...string} parts */
export const inRoot = (...parts) => join(root, ...parts);

/** The Node that runs the product: the npm package's, whatever the system's is. */
export const ownNode = inRoot('node_modules', '.bin', 'node');

/**
 * The PATH for everything we start: our Node first, so that `#!/usr/bin/env node` means it;
 * the sbin folders last, because `su` leaves them out and dockerd and useradd live there.
 */
export const searchPath = [
  inRoot('node_modules', '.bin'),
  process.env.PATH,
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
].join(delimiter);
