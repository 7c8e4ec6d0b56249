import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import dockerignore from '@balena/dockerignore';
import { pack } from 'tar-stream';

/**
 * A directory as a tar, without what its .dockerignore leaves out and no `<Dockerfile>.dockerignore` lets in; files are streamed, entries come in the order of their
 * names.
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
  const sent = new Sent(await rulesOf(join(directory, '.dockerignore')), kept);
  await walk('');

  /** @param {string} folder */
  async function walk(folder) {
    const names = (await readdir(join(directory, folder))).toSorted();
    for (const name of names.filter(isOwnRules)) sent.add(folder, await rulesOf(join(directory, folder, name)));
    for (const name of names) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const info = await lstat(join(directory, path));
      if (sent.has(path)) await add(path, info);
      if (info.isDirectory() && path !== '.git' && sent.mayHave(path)) await walk(path);
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

/** What of a directory is sent. */
class Sent {
  /** @type {{ folder: string, matcher: ReturnType<typeof dockerignore>, mayLetIn: boolean }[]} */
  #rules = [];

  /** @param {string} common the text of the directory's .dockerignore @param {readonly string[]} kept */
  constructor(common, kept) {
    this.kept = kept;
    this.add('', common);
  }

  /** What a Dockerfile's own rules let in of its folder goes too. @param {string} folder @param {string} text */
  add(folder, text) {
    // A rule with "!" may let in again what is below a folder that is left out.
    const mayLetIn = /^\s*!/m.test(text);
    const matcher = dockerignore().add(text.split(/\r?\n/));
    this.#rules.push({ folder: folder === '' ? '' : `${folder}/`, matcher, mayLetIn });
  }

  /** @param {string} path */
  has(path) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name === '.dockerignore' ? path === name : isOwnRules(name)) return true;
    if (this.kept.includes(path) || (path === name && isDockerfile(name))) return true;
    return this.#below(path).some(({ folder, matcher }) => !matcher.ignores(path.slice(folder.length)));
  }

  /** Whether something below a folder may be sent. @param {string} path */
  mayHave(path) {
    if (this.has(path) || this.kept.some((file) => file.startsWith(`${path}/`))) return true;
    return this.#below(path).some(({ mayLetIn }) => mayLetIn);
  }

  /** @param {string} path */
  #below(path) {
    return this.#rules.filter(({ folder }) => path.startsWith(folder));
  }
}

/** Whether a file is the .dockerignore of a Dockerfile's own. @param {string} name */
function isOwnRules(name) {
  return name.endsWith('.dockerignore') && name !== '.dockerignore';
}

/** @param {string} name */
function isDockerfile(name) {
  return name === 'Dockerfile' || /^Dockerfile\..|.\.Dockerfile$/.test(name);
}

/** @param {string} path */
function rulesOf(path) {
  return readFile(path, 'utf8').catch(() => '');
}
