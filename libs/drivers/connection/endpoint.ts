import type { DockerOptions } from 'dockerode';
import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { DomainError } from '#event-sourcing';
import type { HostsEnv } from '../hosts-config.js';

/** Where an engine listens, in dockerode's words. */
export interface Endpoint extends Pick<
  DockerOptions,
  'ca' | 'cert' | 'host' | 'key' | 'port' | 'protocol' | 'socketPath'
> {
  /** Keeps connections open between calls. dockerode passes it on, though its types do not know it. */
  readonly agent: HttpAgent | HttpsAgent;
}

/** Connections stay open between calls. What Node buffers of itself, 64 KiB, would halve the rate of gigabytes. */
const agentOptions = { keepAlive: true, highWaterMark: 1_048_576 };

/**
 * Reads a host's URL: `unix:///path`, `tcp://host:port`, `http://…` or `https://…`.
 *
 * TLS is set up as for the docker CLI: `https`, or `tcp` while `DOCKER_TLS_VERIFY` is set; ca.pem, cert.pem and key.pem are read
 * from `DOCKER_CERT_PATH`, else ~/.docker. Every key is present, an undefined one too, because docker-modem fills
 * those that are missing from `DOCKER_HOST`.
 *
 * @throws DomainError `hosts-invalid`
 */
export function parseEndpoint(name: string, url: string, env: HostsEnv): Endpoint {
  if (url.startsWith('unix://')) return unixEndpoint(name, url);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const protocol = parsed && protocolOf(parsed, env);
  if (!parsed?.hostname || !protocol) throw invalid(name, url, whatToWrite(parsed));
  if (parsed.username || parsed.password) throw invalid(name, parsed.host, 'leave user and password out of the URL');
  const address = { socketPath: undefined, host: parsed.hostname, port: parsed.port || defaultPort(parsed, protocol) };
  if (protocol === 'http')
    return { ...address, protocol, agent: unprinted(new HttpAgent(agentOptions)), ...noCertificates };
  return {
    ...address,
    protocol,
    agent: unprinted(new HttpsAgent(agentOptions)),
    ...readCertificates(name, env),
  };
}

const noCertificates = { ca: undefined, cert: undefined, key: undefined };

function unixEndpoint(name: string, url: string): Endpoint {
  const socketPath = url.slice('unix://'.length);
  if (!socketPath.startsWith('/'))
    throw invalid(name, url, 'write the whole path of the socket, e.g. unix:///var/run/docker.sock');
  return {
    socketPath,
    host: undefined,
    port: undefined,
    protocol: 'http',
    agent: unprinted(new HttpAgent(agentOptions)),
    ...noCertificates,
  };
}

/** docker-modem prints its options before each request, for a debug log that is off: with all sockets of the agent, half a millisecond. */
function unprinted<Agent extends HttpAgent>(agent: Agent): Agent {
  return Object.assign(agent, { [inspect.custom]: () => 'agent' });
}

function protocolOf(url: URL, env: HostsEnv): 'http' | 'https' | undefined {
  if (url.protocol === 'https:' || (url.protocol === 'tcp:' && env['DOCKER_TLS_VERIFY'])) return 'https';
  return url.protocol === 'http:' || url.protocol === 'tcp:' ? 'http' : undefined;
}

function defaultPort(url: URL, protocol: 'http' | 'https'): string {
  if (url.protocol !== 'tcp:') return protocol === 'https' ? '443' : '80';
  return protocol === 'https' ? '2376' : '2375';
}

function readCertificates(name: string, env: HostsEnv): Pick<Endpoint, 'ca' | 'cert' | 'key'> {
  const folder = env['DOCKER_CERT_PATH'] || (env['DOCKER_TLS_VERIFY'] ? join(homedir(), '.docker') : undefined);
  if (folder === undefined) return noCertificates;
  try {
    const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((file) => readFileSync(join(folder, file), 'utf8'));
    return { ca, cert, key };
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw invalid(name, folder, `${problem}; put ca.pem, cert.pem and key.pem there, or set DOCKER_CERT_PATH`, cause);
  }
}

function whatToWrite(url: URL | undefined): string {
  if (url?.protocol !== 'ssh:') return 'write unix:///path, tcp://host:port, http://… or https://…';
  // ssh2 under docker-modem accepts any host key.
  return 'forward the socket with "ssh -N -L /run/b.sock:/var/run/docker.sock user@b" and write unix:///run/b.sock';
}

function invalid(name: string, value: string, whatToDo: string, cause?: unknown): DomainError {
  return new DomainError('invalid', 'hosts-invalid', `Host "${name}": ${value} cannot be used; ${whatToDo}.`, {
    cause,
  });
}
