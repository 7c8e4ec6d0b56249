import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { Complaint } from '../complaint.mjs';
import { canInstall, install } from '../debian.mjs';
import { findExecutable } from '../executables.mjs';
import { inRoot, ownNode } from '../paths.mjs';
import { runWell } from '../run.mjs';
import { engine } from '../services/engine-api.mjs';
import { obtainImage } from '../services/images.mjs';

/** On an image that was made here; its value tells by which recipe. */
const label = 'io.longshore.stand-in';
const npm = 'npm@11.19.1';
const certificates = '/etc/ssl/certs/ca-certificates.crt';
const entrypoint = inRoot('scripts', 'deploy', 'stand-in-entrypoint.sh');

/** Whoever looks for documentation looks elsewhere: the official images leave it out, too. */
const lean = ['doc', 'locale', 'man'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);

/**
 * What an image is made of.
 *
 * @typedef {object} Recipe
 * @property {readonly string[]} tags
 * @property {readonly string[]} packages Debian's
 * @property {(folder: string) => Promise<string[]> | string[]} hooks mmdebstrap's, in the order in which they run
 * @property {readonly string[]} files of ours that are in it
 * @property {readonly string[]} config in the words of a Dockerfile
 */

/** @type {readonly Recipe[]} */
const recipes = [
  {
    tags: ['node:26-bookworm-slim'],
    packages: ['ca-certificates', 'libatomic1'],
    hooks: async (folder) => [
      'chroot "$1" useradd --uid 1000 --create-home --shell /bin/bash node',
      `upload ${realpathSync(ownNode)} /usr/local/bin/node`,
      'chmod 755 "$1/usr/local/bin/node"',
      'mkdir -p "$1/usr/local/lib/node_modules"',
      `tar -xzf ${await packedNpm(folder)} -C "$1/usr/local/lib/node_modules" --no-same-owner --transform=s/^package/npm/`,
      ...['npm', 'npx'].map((name) => `ln -s ../lib/node_modules/npm/bin/${name}-cli.js "$1/usr/local/bin/${name}"`),
      // The registry's certificate may be signed by somebody whom only this machine knows.
      ...(existsSync(certificates) ? [`upload ${certificates} ${certificates}`] : []),
    ],
    files: [],
    config: [`ENV NODE_EXTRA_CA_CERTS=${certificates}`, 'CMD ["node"]'],
  },
  {
    tags: ['postgres:18-bookworm', 'redis:7-bookworm'],
    packages: ['postgresql', 'redis-server'],
    hooks: () => [
      `chroot "$1" sh -c 'ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/'`,
      'install -d "$1/data"',
      `upload ${entrypoint} /usr/local/bin/docker-entrypoint.sh`,
      'chmod 755 "$1/usr/local/bin/docker-entrypoint.sh"',
    ],
    files: [entrypoint],
    config: ['ENTRYPOINT ["docker-entrypoint.sh"]', 'WORKDIR /data'],
  },
];

/**
 * Makes sure that the engine has the images that the deployment is built on: the real ones, pulled; or where no hub can
 * be reached, ones made of Debian's packages under the same names, which are kept for the next time.
 *
 * @param {import('../steps.mjs').Tell} tell
 */
export async function ensureBaseImages(tell) {
  const made = [];
  for (const recipe of recipes) {
    const tags = await missingOf(recipe, tell);
    if (tags.length > 0) await make(recipe, tags, tell);
    made.push(...tags);
  }
  tell(made.length > 0 ? `made ${made.join(', ')} of Debian's packages; they are kept` : 'all there');
}

/** @param {Recipe} recipe @param {import('../steps.mjs').Tell} tell */
async function missingOf(recipe, tell) {
  const missing = [];
  for (const tag of recipe.tags) {
    const made = await recipeOf(tag);
    const isUsable = made === undefined ? await obtainImage(tag, tell) : made === digest(recipe);
    if (!isUsable) missing.push(tag);
  }
  return missing;
}

/** By which recipe an image was made here; undefined for a real one, or none. @param {string} tag */
const recipeOf = async (tag) => (await inspect(tag))?.Config.Labels?.[label];

/** What the engine knows of an image; undefined when it has none. @param {string} tag */
async function inspect(tag) {
  const { status, text } = await engine('GET', `/images/${tag}/json`);
  return status === 200 ? JSON.parse(text) : undefined;
}

/** @param {Recipe} recipe */
function digest({ config, files, hooks, packages }) {
  const contents = files.map((file) => readFileSync(file, 'utf8'));
  const parts = JSON.stringify([config, contents, String(hooks), lean, npm, packages]);
  return createHash('sha256').update(parts).digest('hex').slice(0, 12);
}

/** @param {Recipe} recipe @param {readonly string[]} tags @param {import('../steps.mjs').Tell} tell */
async function make(recipe, tags, tell) {
  const { packages, hooks, config } = recipe;
  if (!canInstall())
    throw new Complaint(
      `the engine has no ${tags.join(' or ')}, and no hub gives it`,
      `docker pull ${tags[0]}, when a hub can be reached`,
    );
  if (!findExecutable('mmdebstrap')) await install(['mmdebstrap'], tell);
  const folder = mkdtempSync(join(tmpdir(), 'longshore-stand-in-'));
  try {
    const tar = join(folder, 'root.tar');
    tell(`making ${tags.join(' and ')} of Debian's packages, once`);
    const customize = (await hooks(folder)).map((hook) => `--customize-hook=${hook}`);
    const options = ['--variant=minbase', `--include=${packages.join(',')}`, ...lean, ...noCluster, ...customize];
    await runWell('mmdebstrap', [...options, codename(), tar, ...sources()]);
    await load(tar, tags, [`LABEL ${label}=${digest(recipe)}`, ...config]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Debian's package makes a database by itself, which nobody needs here. */
const noCluster = [
  'mkdir -p "$1/etc/postgresql-common"',
  'echo "create_main_cluster = false" > "$1/etc/postgresql-common/createcluster.conf"',
].map((hook) => `--essential-hook=${hook}`);

/** @param {string} tar @param {readonly string[]} tags @param {readonly string[]} changes */
async function load(tar, tags, changes) {
  const docker = new Docker();
  const before = await Promise.all(tags.map(async (tag) => (await inspect(tag))?.Id));
  const [first, ...others] = tags.map((tag) => tag.split(':'));
  const progress = await docker.importImage(createReadStream(tar), { repo: first[0], tag: first[1], changes });
  await new Promise((resolve, reject) =>
    docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve(undefined))),
  );
  for (const [repo, tag] of others) await docker.getImage(first.join(':')).tag({ repo, tag });
  for (const id of new Set(before.filter(Boolean))) await engine('DELETE', `/images/${id}`); // kept where it is in use
}

/** npm as its own package, which needs no other. @param {string} folder */
async function packedNpm(folder) {
  const output = await runWell('npm', ['pack', npm, '--silent', `--pack-destination=${folder}`]);
  return join(folder, output.trim().split('\n').at(-1) ?? '');
}

function codename() {
  return /^VERSION_CODENAME=(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'bookworm';
}

/** Where this machine has its packages from. */
const sources = () =>
  ['/etc/apt/sources.list', '/etc/apt/sources.list.d/debian.sources'].filter((file) => existsSync(file));
