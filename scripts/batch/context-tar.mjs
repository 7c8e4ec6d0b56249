import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import dockerignore from '@balena/dockerignore';
import { pack } from 'tar-stream';

/**
 * A directory as a tar, without what its .dockerignore leaves out; files are streamed, entries come in the order of their names.
 *
 * @param {string} directory
 * @param {readonly string[]} kept paths that are sent whatever .dockerignore says
 */
export function contextTar(directory, kept) {
  const tar = pack();
  fill(tar, directory, kept).then(
    () => tar.finalize(),
    (error) => tar.destroy(error),
  );
  return tar;
}

/** @param {import('tar-stream').Pack} tar @param {string} directory @param {readonly string[]} kept */
async function fill(tar, directory, kept) {
  const rules = await readFile(join(directory, '.dockerignore'), 'utf8').catch(() => '');
  const matcher = dockerignore().add(rules.split(/\r?\n/));
  const isSent = (/** @type {string} */ path) =>
    path === '.dockerignore' || kept.includes(path) || !matcher.ignores(path);
  // A rule with "!" may let in again what is below a folder that is left out.
  const mayHoldSent = /^\s*!/m.test(rules);
  await walk('');

  /** @param {string} folder */
  async function walk(folder) {
    for (const name of (await readdir(join(directory, folder))).toSorted()) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const info = await lstat(join(directory, path));
      if (isSent(path)) await add(path, info);
      const isWanted = isSent(path) || mayHoldSent || kept.some((file) => file.startsWith(`${path}/`));
      if (info.isDirectory() && path !== '.git' && isWanted) await walk(path);
    }
  }

  /** @param {string} path @param {import('node:fs').Stats} info */
  async function add(path, info) {
    const header = { name: path, mode: info.mode & 0o7777, mtime: info.mtime };
    if (info.isDirectory()) return void tar.entry({ ...header, type: 'directory' });
    if (info.isSymbolicLink())
      return void tar.entry({ ...header, type: 'symlink', linkname: await readlink(join(directory, path)) });
    if (!info.isFile()) return undefined;
    const sink = tar.entry({ ...header, size: info.size });
    return pipeline(createReadStream(join(directory, path), { end: Math.max(0, info.size - 1) }), sink);
  }
}
