import { existsSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Complaint } from '../complaint.mjs';

/** Where Docker Engine listens unless it was told otherwise. */
export const defaultSocket = '/var/run/docker.sock';

/** Where rootless engines and Docker Desktop listen. */
const otherSockets = [
  join(process.env.XDG_RUNTIME_DIR ?? '/nonexistent', 'docker.sock'),
  join(homedir(), '.docker', 'run', 'docker.sock'),
  join(homedir(), '.docker', 'desktop', 'docker.sock'),
];

/**
 * One request to the host's Docker Engine. The docker CLI may be absent, and the set-up needs little of it.
 *
 * @param {string} method
 * @param {string} path
 * @param {{ json?: unknown, body?: Buffer, idleMs?: number }} [options] idleMs: give up after so long without a byte
 * @returns {Promise<{ status: number, text: string }>}
 */
export function engine(method, path, { json, body, idleMs = 30_000 } = {}) {
  const payload = json === undefined ? body : Buffer.from(JSON.stringify(json));
  const type = json === undefined ? 'application/x-tar' : 'application/json';
  const headers = payload ? { 'content-type': type, 'content-length': payload.length } : {};
  const { send, ...address } = engineAddress();
  return new Promise((resolve, reject) => {
    const request = send({ ...address, method, path, headers, timeout: idleMs }, (response) => {
      const chunks = /** @type {Buffer[]} */ ([]);
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${idleMs / 1000} s`)));
    request.on('error', reject);
    request.end(payload);
  });
}

/**
 * Like engine, but an answer that is not 2xx is a Complaint with the engine's own words.
 *
 * @param {Parameters<typeof engine>} args
 */
export async function engineWell(...args) {
  const { status, text } = await engine(...args);
  if (status < 200 || status > 299)
    throw new Complaint(`the Docker Engine answered ${status} to ${args[0]} ${args[1]}: ${text.trim()}`);
  return text;
}

/** The engine's version; throws when no engine answers. */
export async function engineVersion() {
  const text = await engineWell('GET', '/version', { idleMs: 3_000 });
  return /** @type {string} */ (JSON.parse(text).Version);
}

/** DOCKER_HOST, or the first socket there is. */
export function engineHost() {
  const socket = [defaultSocket, ...otherSockets].find((path) => existsSync(path)) ?? defaultSocket;
  return process.env.DOCKER_HOST || `unix://${socket}`;
}

/** Whether containers share this machine's files and loopback. */
export const isEngineLocal = () => engineHost().startsWith('unix:');

function engineAddress() {
  const host = engineHost();
  if (host.startsWith('unix://')) return { send: httpRequest, socketPath: host.slice('unix://'.length) };
  const { protocol, hostname, port } = new URL(host);
  const isKnown = ['tcp:', 'http:', 'https:'].includes(protocol);
  if (!isKnown)
    throw new Complaint(`DOCKER_HOST=${host} is of a kind that is not supported`, 'use unix://PATH or tcp://HOST:PORT');
  const isTls = protocol === 'https:' || Boolean(process.env.DOCKER_TLS_VERIFY);
  return {
    send: isTls ? httpsRequest : httpRequest,
    hostname,
    port: port || (isTls ? 2376 : 2375),
    ...(isTls ? certificates() : {}),
  };
}

function certificates() {
  const folder = process.env.DOCKER_CERT_PATH ?? join(homedir(), '.docker');
  const pem = (/** @type {string} */ name) => readFileSync(join(folder, `${name}.pem`));
  return { ca: pem('ca'), cert: pem('cert'), key: pem('key') };
}
