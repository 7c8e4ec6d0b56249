import Docker from 'dockerode';
import type { Hosts } from '#engine';
import { DomainError } from '#event-sourcing';
import { EngineConnection } from './connection/engine-connection.js';
import { parseEndpoint } from './connection/endpoint.js';
import { DockerodeEngineApi } from './engine-api/dockerode-engine-api.js';
import { DockerodeHost } from './dockerode-host.js';
import type { HostsEnv } from './hosts-config.js';

/** Spoken by engines from 20.10 on; one that no longer does says which it wants, for `DOCKER_API_VERSION`. */
const apiVersion = '1.41';

/**
 * Makes the hosts that `config` names (name → URL). Nothing is sent: an engine that is down is met by the first call to it.
 *
 * `env` gives what Docker's own CLI reads there: `DOCKER_API_VERSION`, `DOCKER_CERT_PATH` and `DOCKER_TLS_VERIFY`.
 *
 * @throws DomainError `hosts-invalid`
 */
export function openHosts(config: ReadonlyMap<string, string>, env: HostsEnv = process.env): Hosts {
  return new Map([...config].map(([name, url]) => [name, connect(name, url, env)]));
}

function connect(name: string, url: string, env: HostsEnv): DockerodeHost {
  const endpoint = parseEndpoint(name, url, env);
  const version = env['DOCKER_API_VERSION'] || apiVersion;
  try {
    // No timeouts: a wait, an attach or a build may be silent for days. They stand here so that DOCKER_CLIENT_TIMEOUT does not set them.
    const timeouts = { timeout: undefined, connectionTimeout: undefined };
    const docker = new Docker({ ...endpoint, ...timeouts, version: `v${version}` });
    const host = { name, url };
    return new DockerodeHost(new EngineConnection(host, docker), new DockerodeEngineApi(host, endpoint, version));
  } catch (cause) {
    // docker-modem reads DOCKER_HOST and its certificates even when it is told another address.
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new DomainError(
      'invalid',
      'hosts-invalid',
      `DOCKER_HOST cannot be used (${problem}); unset it or correct it.`,
      { cause },
    );
  }
}
