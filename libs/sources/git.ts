import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { DomainError } from '#event-sourcing';

/** Where git works for one source. */
export interface GitPlace {
  readonly directory: string;
  /** The only one that it may speak. */
  readonly protocol: string;
  readonly signal: AbortSignal;
  /** The source, for messages. */
  readonly shown: string;
}

/** What git may write into one file, in blocks of 512 bytes: 8 GiB. */
const mostBlocks = 16_777_216;
const longestComplaint = 2_000;

/** Nothing of the repository is run, nobody is asked for a password, and git goes nowhere but where it is sent. */
const settings = [
  ['core.hooksPath', '/dev/null'],
  ['credential.helper', ''],
  ['fetch.unpackLimit', '1'],
  ['gc.auto', '0'],
  ['http.followRedirects', 'false'],
  ['http.lowSpeedLimit', '1'],
  ['http.lowSpeedTime', '30'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Runs git to its end. @throws DomainError `source-unreachable`, `git-missing` */
export async function git(
  place: GitPlace,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  for await (const _ of gitOutput(place, args, env));
}

/** Runs git, and gives what it writes as it comes. It ends with its reader. @throws DomainError `source-unreachable`, `git-missing` */
export async function* gitOutput(
  place: GitPlace,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): AsyncIterable<Uint8Array> {
  place.signal.throwIfAborted();
  const child = start(place, args, env);
  const ended = once(child, 'close').then(([status]) => Number(status ?? 1));
  ended.catch(() => undefined);
  const complaint = complaintOf(child);
  const kill = () => endGroup(child);
  place.signal.addEventListener('abort', kill, { once: true });
  try {
    if (child.stdout) yield* child.stdout as AsyncIterable<Uint8Array>;
    const status = await ended;
    if (status === 127) throw missing();
    if (status !== 0) throw failed(place, complaint());
  } finally {
    place.signal.removeEventListener('abort', kill);
    endGroup(child);
    await ended.catch(() => undefined);
  }
}

/** The shell does but one thing: it limits how large a file git may write. */
function start(place: GitPlace, args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const { PATH = '/usr/bin:/bin', GIT_SSL_CAINFO, SSL_CERT_FILE } = process.env;
  const script = 'ulimit -f "$1"; shift; exec git "$@"';
  return spawn('/bin/sh', ['-c', script, 'sh', String(mostBlocks), ...settings, ...args], {
    cwd: place.directory,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH,
      ...(GIT_SSL_CAINFO !== undefined && { GIT_SSL_CAINFO }),
      ...(SSL_CERT_FILE !== undefined && { SSL_CERT_FILE }),
      HOME: place.directory,
      LC_ALL: 'C',
      GIT_ALLOW_PROTOCOL: place.protocol,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_DIR: place.directory,
      GIT_TERMINAL_PROMPT: '0',
      ...env,
    },
  });
}

function complaintOf({ stderr }: ChildProcess): () => string {
  let text = '';
  stderr?.on('data', (chunk: Buffer) => (text = (text + chunk.toString()).slice(-longestComplaint)));
  return () => text.trim().split('\n').at(-1) ?? '';
}

function endGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

function missing(): DomainError {
  return new DomainError(
    'unprocessable',
    'git-missing',
    'There is no git where Longshore runs, so it fetches no repositories. Install it there (Debian: apt-get install -y git), or send the context as a tar.',
  );
}

function failed({ shown }: GitPlace, complaint: string): DomainError {
  return new DomainError(
    'unprocessable',
    'source-unreachable',
    `${shown} cannot be fetched: ${complaint === '' ? 'git was ended' : complaint}. Check the URL, the ref and the folder.`,
  );
}
