import { chownSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { dataFolder, serviceAccount } from '../account.mjs';
import { end, launch, readiness } from '../background.mjs';
import { Complaint } from '../complaint.mjs';
import { canInstall, install } from '../debian.mjs';
import { findExecutable } from '../executables.mjs';
import { rememberedPort, settlePort } from '../ports.mjs';
import { secretsOf, writePrivate } from '../state.mjs';
import { until } from '../until.mjs';
import { startContainer, stopContainer } from './containers.mjs';

/** @typedef {import('../state.mjs').Profile} Profile */

const name = 'redis';
const image = 'redis:7-alpine';
const configName = 'redis.conf';

/**
 * Sees to it that Redis answers: REDIS_URL when it is set, else a private one on loopback: a `redis-server`
 * from the PATH, a container, or one that apt installs, whichever can be had first.
 *
 * @param {Profile} profile
 * @param {import('../steps.mjs').Tell} tell
 * @param {Promise<unknown>} docker settles when the Docker Engine has been seen to
 * @returns {Promise<{ url: string, isStartedHere: boolean }>}
 */
export async function ensureRedis(profile, tell, docker) {
  if (process.env.REDIS_URL && !profile.isOurs) {
    await complainUnlessAnswering(process.env.REDIS_URL);
    tell('by REDIS_URL');
    return { url: process.env.REDIS_URL, isStartedHere: false };
  }
  const isStartedHere = !(await isAnswering(privateUrl(profile)));
  if (isStartedHere) await start(profile, tell, docker);
  tell(`on 127.0.0.1:${portOf(profile)}`);
  return { url: privateUrl(profile), isStartedHere };
}

/** Stops the private Redis, whichever way it runs. @param {Profile} profile */
export async function stopRedis(profile) {
  return (await stopContainer(profile, name)) || end(profile, name);
}

/** @param {Profile} profile @param {import('../steps.mjs').Tell} tell @param {Promise<unknown>} docker */
async function start(profile, tell, docker) {
  await stopRedis(profile); // one that runs but does not answer
  await settlePort(profile, name);
  if (findExecutable('redis-server')) return startServer(profile);
  await docker;
  if (await startInContainer(profile, tell)) return;
  if (!canInstall())
    throw new Complaint(
      'there is no redis-server on the PATH, and its image cannot be pulled',
      'install redis-server, or set REDIS_URL',
    );
  await install(['redis-server'], tell);
  await startServer(profile);
}

/** @param {Profile} profile */
async function startServer(profile) {
  const program = findExecutable('redis-server');
  if (!program) throw new Complaint('redis-server is not on the PATH', 'install it, or set REDIS_URL');
  const account = await serviceAccount();
  const folder = dataFolder(profile, name, account);
  const config = writeConfig(profile, account, { folder, bind: '127.0.0.1', port: portOf(profile), dir: folder });
  await launch(profile, name, program, [config], { account, cwd: folder });
  try {
    await readiness(profile, name, () => isAnswering(privateUrl(profile)));
  } catch (error) {
    await stopRedis(profile);
    throw error;
  }
}

/** @param {Profile} profile @param {import('../steps.mjs').Tell} tell */
async function startInContainer(profile, tell) {
  const account = await serviceAccount();
  const folder = dataFolder(profile, name, account);
  const inside = { dir: '/data', port: 6379 };
  writeConfig(profile, account, { folder, bind: '0.0.0.0', ...inside });
  const command = ['redis-server', `${inside.dir}/${configName}`];
  const how = {
    account,
    image,
    command,
    folder,
    mountPoint: inside.dir,
    port: portOf(profile),
    innerPort: inside.port,
  };
  const isStarted = await startContainer(profile, name, how, tell);
  if (isStarted)
    await until(() => isAnswering(privateUrl(profile)), {
      what: 'an answer of Redis in its container',
      withinMs: 30_000,
    });
  return isStarted;
}

/**
 * The password goes into a file, because everybody on the machine can read a command line.
 *
 * @param {Profile} profile
 * @param {import('../account.mjs').Account} account
 * @param {{ folder: string, bind: string, port: number, dir: string }} place
 */
function writeConfig(profile, account, { folder, bind, port, dir }) {
  const lines = [
    `bind ${bind}`,
    `port ${port}`,
    `dir "${dir}"`,
    `requirepass ${secretsOf(profile).redisPassword}`,
    'appendonly yes',
    'appendfsync everysec',
    'maxmemory-policy noeviction',
    'save ""', // the append-only file is enough
    'daemonize no',
  ];
  const file = join(folder, configName);
  writePrivate(file, `${lines.join('\n')}\n`);
  if (account.uid !== undefined) chownSync(file, account.uid, /** @type {number} */ (account.gid));
  return file;
}

/** 0, where nobody listens, before the first start. @param {Profile} profile */
const portOf = (profile) => rememberedPort(profile, name) ?? 0;

/** @param {Profile} profile */
const privateUrl = (profile) => `redis://:${secretsOf(profile).redisPassword}@127.0.0.1:${portOf(profile)}`;

/** @param {string} url */
async function complainUnlessAnswering(url) {
  if (new URL(url).protocol === 'rediss:' || (await isAnswering(url))) return;
  throw new Complaint('Redis does not answer at REDIS_URL', 'check REDIS_URL, or unset it for a private Redis');
}

/**
 * Whether Redis lets us in and has read its data. It is asked in its own protocol, which is lines of words,
 * so that `status` and `doctor` can ask before npm ci.
 *
 * @param {string} url
 * @returns {Promise<boolean>}
 */
export function isAnswering(url) {
  const { hostname, port, username, password } = new URL(url);
  const credentials = [username, password].filter(Boolean).map(decodeURIComponent);
  const socket = connect({ host: hostname, port: Number(port || 6379), timeout: 2_000 });
  return new Promise((resolve) => {
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
      if (answer.includes('\n+PONG') || answer.startsWith('+PONG') || answer.includes('-')) socket.end();
    });
    socket.on('timeout', () => socket.destroy());
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(answer.includes('+PONG')));
    if (credentials.length > 0) socket.write(redisCommand('AUTH', ...credentials));
    socket.write(redisCommand('PING'));
  });
}

/** @param {...string} words */
const redisCommand = (...words) =>
  [`*${words.length}`, ...words.flatMap((word) => [`$${Buffer.byteLength(word)}`, word]), ''].join('\r\n');
