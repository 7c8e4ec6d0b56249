import { userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Complaint } from '../complaint.mjs';
import { askRest } from '../rest.mjs';

const usage = './longshore context ACTOR [--token lsh_… | --certs FOLDER] [--at tcp://HOST:PORT]';

/**
 * `./longshore context <actor>`: prints the lines for a shell by which the docker CLI is that actor.
 *
 * @param {string[]} args
 */
export default async function context(args) {
  const { actor, token, certs, at } = parse(args);
  const lines = token
    ? byToken(actor, token, at ?? (await listener('tcp')))
    : certs
      ? [create(actor, `${at ?? tcp(await listener('tls'))},${certificates(certs)}`)]
      : [create(actor, await socketOf(actor))];
  process.stdout.write(`${lines.join('\n')}\n`);
  process.stderr.write(`  → then: docker context use ${contextName(actor)}, and unset DOCKER_HOST if it is set\n`);
  if (token)
    process.stderr.write(
      `  → with a docker CLI of version 28 on, this does it without a config of its own:\n` +
        `    export DOCKER_CUSTOM_HEADERS=${quoted(`Authorization=Bearer ${token}`)}\n` +
        `  → buildx sends no headers on its inner connections: give who builds with it a socket, ./longshore door add\n`,
    );
  return 0;
}

/** @param {string[]} args */
function parse(args) {
  const options = /** @type {const} */ ({
    token: { type: 'string' },
    certs: { type: 'string' },
    at: { type: 'string' },
  });
  const { values, positionals } = orComplain(() => parseArgs({ args, options, allowPositionals: true }));
  const [actor] = positionals;
  if (!actor || positionals.length > 1) throw new Complaint('whose context?', usage);
  return { actor, ...values };
}

/** @template T @param {() => T} read @returns {T} */
function orComplain(read) {
  try {
    return read();
  } catch (error) {
    throw new Complaint(error.message, usage);
  }
}

/** The config.json holds for all contexts beside it, so that it is one of its own: no other engine is to see the token. @param {string} actor @param {string} token @param {string} host */
function byToken(actor, token, host) {
  const config = JSON.stringify({ HttpHeaders: { Authorization: `Bearer ${token}` } });
  return [
    `export DOCKER_CONFIG="\${DOCKER_CONFIG:-$HOME/.docker}"-${contextName(actor)}`,
    `(umask 077 && mkdir -p "$DOCKER_CONFIG" && printf '%s\\n' ${quoted(config)} > "$DOCKER_CONFIG/config.json")`,
    create(actor, host),
  ];
}

/** @param {string} actor @param {string} host */
function create(actor, host) {
  return `docker context create ${contextName(actor)} --docker ${quoted(`host=${host}`)}`;
}

/** @param {string} folder */
function certificates(folder) {
  if (!isAbsolute(folder)) throw new Complaint(`${folder} is no absolute path, which a context needs`, usage);
  return ['ca', 'cert', 'key'].map((name) => `${name}=${join(folder, `${name}.pem`)}`).join(',');
}

/** The socket that stands for an actor: the one that was made for it, or the plain one of who runs Longshore. @param {string} actor */
async function socketOf(actor) {
  const { items, listeners } = await askRest('GET', '/v1/doors');
  const door = items.find((/** @type {{ actor: string }} */ item) => item.actor === actor);
  if (door) return door.url;
  const plain = listeners.find((/** @type {string} */ url) => url.startsWith('unix://'));
  if (plain && actor === userInfo().username) return plain;
  throw new Complaint(
    `${actor} has no socket`,
    `./longshore context ${actor} --token lsh_…, or make a socket: ./longshore door add --actor ${actor} --socket /run/longshore-${actor}.sock`,
  );
}

/** @param {'tcp' | 'tls'} scheme */
async function listener(scheme) {
  const { listeners } = await askRest('GET', '/v1/doors');
  const found = listeners.find((/** @type {string} */ url) => url.startsWith(`${scheme}://`));
  if (found) return found;
  throw new Complaint(`Longshore does not listen at ${scheme}://`, `say where it can be reached: --at tcp://HOST:PORT`);
}

/** The docker CLI writes tcp also where it speaks TLS. @param {string} url */
const tcp = (url) => url.replace(/^tls:/, 'tcp:');

/** A name that the docker CLI takes for a context. @param {string} actor */
function contextName(actor) {
  const isName = /^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/.test(actor) && actor !== 'default';
  return isName ? actor : `longshore-${actor.replaceAll(/[^a-zA-Z0-9_.+-]/g, '-')}`;
}

/** As a word of a POSIX shell. @param {string} text */
const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
