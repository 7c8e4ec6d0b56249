import { DomainError } from '#event-sourcing';

/** The environment variables that say which hosts there are. */
export type HostsEnv = Readonly<Record<string, string | undefined>>;

const hostName = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/**
 * Reads which hosts there are: name → URL.
 *
 * `LONGSHORE_HOSTS` lists them (`local=unix:///var/run/docker.sock,b=tcp://10.0.0.7:2375`). Without it there is one, `local`: at
 * `DOCKER_HOST`, or at Docker's default socket.
 *
 * @throws DomainError `hosts-invalid`
 */
export function parseHostsConfig(env: HostsEnv): ReadonlyMap<string, string> {
  const list = env['LONGSHORE_HOSTS']?.trim();
  if (!list) return new Map([['local', env['DOCKER_HOST']?.trim() || 'unix:///var/run/docker.sock']]);
  const hosts = new Map<string, string>();
  for (const entry of list.split(',')) addHost(hosts, entry.trim());
  return hosts;
}

function addHost(hosts: Map<string, string>, entry: string): void {
  const separator = entry.indexOf('=');
  const name = entry.slice(0, separator).trim();
  const url = entry.slice(separator + 1).trim();
  if (separator < 1 || !url) throw invalid(`"${entry}" is not name=url; write e.g. local=unix:///var/run/docker.sock`);
  if (!hostName.test(name))
    throw invalid(`"${name}" cannot name a host; begin with a letter or digit, then letters, digits, _ . -`);
  if (hosts.has(name)) throw invalid(`"${name}" stands there twice; give each host its own name`);
  hosts.set(name, url);
}

function invalid(problem: string): DomainError {
  return new DomainError('invalid', 'hosts-invalid', `LONGSHORE_HOSTS: ${problem}.`);
}
