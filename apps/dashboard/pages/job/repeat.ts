import type { Job } from '../../api/client.js';

/** A request that commands the same again. */
export interface Repetition {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

type Args = Readonly<Record<string, unknown>>;

/** Where each command is sent that can be sent again as it was: what was read from stdin, such as a build's context, cannot. */
const requests: Readonly<Record<string, (args: Args) => Repetition>> = {
  create: (args) => ({ method: 'POST', path: '/v1/containers/create', body: withLimits(args) }),
  exec: onContainer('exec'),
  kill: onContainer('kill'),
  'network.connect': onNetwork('connect'),
  'network.create': (args) => ({ method: 'POST', path: '/v1/networks', body: args }),
  'network.disconnect': onNetwork('disconnect'),
  pull: (args) => ({ method: 'POST', path: '/v1/images/pull', body: args }),
  restart: onContainer('restart'),
  run: (args) => ({ method: 'POST', path: '/v1/containers', body: withLimits(args) }),
  start: onContainer('start'),
  stop: onContainer('stop'),
  tag: (args) => ({ method: 'POST', path: '/v1/images/tag', body: args }),
  'volume.create': (args) => ({ method: 'POST', path: '/v1/volumes', body: args }),
  wait: onContainer('wait'),
};

/** The request that would submit this job again; undefined where a secret or an input is kept nowhere. */
export function repetitionOf(job: Job): Repetition | undefined {
  if (job.stdin !== null || JSON.stringify([job.args, job.env]).includes('"secret:')) return undefined;
  const request = requests[job.name]?.(job.args);
  if (!request) return undefined;
  const options = {
    host: job.host,
    ...(job.nice !== 0 && { nice: job.nice }),
    ...(Object.keys(job.env).length > 0 && { env: job.env }),
  };
  return { ...request, body: { ...request.body, ...options } };
}

/** The same for a shell that knows LONGSHORE_URL and LONGSHORE_TOKEN. */
export function curlOf({ method, path, body }: Repetition): string {
  const words = [
    'curl',
    '-sS',
    ...(method === 'POST' ? [] : ['-X', method]),
    `"$LONGSHORE_URL${path}"`,
    '-H',
    '"Authorization: Bearer $LONGSHORE_TOKEN"',
  ];
  return [...words, ...(body ? ['--json', quoted(JSON.stringify(body))] : [])].join(' ');
}

export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function withLimits({ memory, cpus, pids, ...args }: Args): Args {
  const limits = Object.fromEntries(Object.entries({ memory, cpus, pids }).filter(([, value]) => value !== undefined));
  return Object.keys(limits).length === 0 ? args : { ...args, limits };
}

function onContainer(verb: string) {
  return ({ container, ...body }: Args): Repetition => ({
    method: 'POST',
    path: `/v1/containers/${encodeURIComponent(String(container))}/${verb}`,
    body,
  });
}

function onNetwork(verb: string) {
  return ({ network, ...body }: Args): Repetition => ({
    method: 'POST',
    path: `/v1/networks/${encodeURIComponent(String(network))}/${verb}`,
    body,
  });
}
