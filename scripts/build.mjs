import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inRoot, root } from './paths.mjs';
import { runWell } from './run.mjs';

const sources = [
  'apps',
  'bench',
  'libs',
  'nest-cli.json',
  'package-lock.json',
  'package.json',
  'prisma',
  'prisma.config.ts',
];
const generated = [inRoot('prisma', 'generated'), inRoot('apps', 'dashboard', 'generated')];
const product = [
  ...['api', 'worker'].map((app) => inRoot('dist', 'apps', app, 'main.js')),
  inRoot('dist', 'apps', 'dashboard', 'index.html'),
];

/** Beside what it tells about: removing dist removes it. */
const stamp = inRoot('dist', '.sources');

/**
 * Compiles the product when a source has changed since it was compiled.
 *
 * @param {import('./steps.mjs').Tell} tell
 */
export async function ensureBuilt(tell) {
  const digest = digestOfSources();
  if (isBuilt(digest)) return tell('up to date');
  tell('npm run build');
  await runWell('npm', ['run', 'build'], { remedy: 'mend what the compiler complains of, and run this again' });
  writeFileSync(stamp, digest);
  tell('compiled');
}

/** @param {string} digest */
function isBuilt(digest) {
  const isComplete = [stamp, ...generated, ...product].every((path) => existsSync(path));
  return isComplete && readFileSync(stamp, 'utf8') === digest;
}

function digestOfSources() {
  const configs = readdirSync(root).filter((name) => /^tsconfig.*\.json$/.test(name));
  const hash = createHash('sha256');
  for (const file of [...sources, ...configs].map((name) => inRoot(name)).flatMap(filesBelow)) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} path @returns {string[]} */
function filesBelow(path) {
  if (!existsSync(path) || generated.includes(path)) return [];
  const entries = readEntries(path);
  if (!entries) return [path];
  return entries
    .filter((entry) => entry.name !== 'node_modules')
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)]))
    .filter((file) => !generated.includes(file));
}

/** The entries of a folder; undefined for a file. @param {string} path */
function readEntries(path) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}
