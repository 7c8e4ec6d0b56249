import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { readJson, writeJson } from './state.mjs';

/**
 * The port of a private service: the one it had before if that is free, else a free one, which is remembered.
 *
 * @param {import('./state.mjs').Profile} profile
 * @param {string} name
 */
export async function settlePort(profile, name) {
  const before = rememberedPort(profile, name);
  if (before && (await isFree(before))) return before;
  const port = await findFreePort();
  const file = join(profile.directory, 'ports.json');
  writeJson(file, { ...readJson(file), [name]: port });
  return port;
}

/** @param {import('./state.mjs').Profile} profile @param {string} name @returns {number | undefined} */
export const rememberedPort = (profile, name) => readJson(join(profile.directory, 'ports.json'))?.[name];

/** Whether we could listen on a port. @param {number} port @param {string} [address] */
export async function isFree(port, address = '127.0.0.1') {
  try {
    await listenBriefly(port, address);
    return true;
  } catch (error) {
    if (error.code === 'EADDRINUSE') return false;
    throw error;
  }
}

/** Whether somebody accepts connections on a port. @param {number} port @param {string} [host] */
export async function isListening(port, host = '127.0.0.1') {
  return accepts({ port, host });
}

/** @param {{ port: number, host: string } | { path: string }} place */
async function accepts(place) {
  const socket = connect({ ...place, timeout: 1_000 });
  try {
    await Promise.race([
      once(socket, 'connect'),
      once(socket, 'timeout').then(() => Promise.reject(new Error('timed out'))),
    ]);
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Whether somebody accepts connections at a door: `unix:///path`, `tcp://host:port` or `tls://host:port`. @param {string} url */
export async function isAccepting(url) {
  const [, host, port] = /^(?:tcp|tls):\/\/\[?([^\]]+?)\]?:(\d+)$/.exec(url) ?? [];
  return accepts(host ? { port: Number(port), host } : { path: url.replace('unix://', '') });
}

/**
 * Which process listens on a TCP port, in words; undefined where the system does not tell us.
 *
 * @param {number} port
 */
export function portHolder(port) {
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port));
  for (const pid of inodes.length > 0 ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : []) {
    if (socketsOf(pid).some((inode) => inodes.includes(inode))) {
      return `pid ${pid}: ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim().slice(0, 80)}`;
    }
  }
  return undefined;
}

const findFreePort = () => listenBriefly(0, '127.0.0.1');

/** @param {number} port @param {string} address */
async function listenBriefly(port, address) {
  const server = createServer().listen(port, address);
  await once(server, 'listening');
  const { port: got } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return got;
}

/** @param {string} table @param {number} port */
function listeningInodes(table, port) {
  const listen = '0A';
  const rows = readable(() => readFileSync(table, 'utf8').trim().split('\n').slice(1)) ?? [];
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, local, , state]) => state === listen && Number.parseInt(local.split(':')[1], 16) === port)
    .map((columns) => columns[9]);
}

/** @param {string} pid */
function socketsOf(pid) {
  const folder = `/proc/${pid}/fd`;
  return (readable(() => readdirSync(folder)) ?? []).flatMap((fd) => {
    const target = readable(() => readlinkSync(join(folder, fd)));
    return target?.match(/^socket:\[(\d+)\]$/)?.[1] ?? [];
  });
}

/** Processes end while we look, and not all are ours to read. @template T @param {() => T} read */
function readable(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}
