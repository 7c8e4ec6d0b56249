import type { CallArgs } from '../engine-api/call-args.js';
import { isMessage, isNothing } from '../engine-api/fields.js';
import { type CallLine, eachText, parseJson, registry, tellQuery, textOf, unlessOff, whenOn } from './call.js';
import { bytes, csv, each, eachOf, pairs, saidApart, value } from './flags.js';
import { tellPrune } from './image-calls.js';
import { ulimitText } from './resource-flags.js';
import { type Flags, join, nothing, operands, say, type Told, unsayable } from './told.js';

/** A parameter in JSON, said as what it holds; unsaid where that has another form than the CLI gives it. */
const json =
  <Value>(isFit: (is: unknown) => boolean, tell: (is: Value) => Told) =>
  (text: string) => {
    const is = parseJson(text);
    if (isNothing(is)) return nothing;
    return isFit(is) ? tell(is as Value) : unsayable;
  };
const isListOf = (isItem: (item: unknown) => boolean) => (is: unknown) => Array.isArray(is) && is.every(isItem);
const isText = (is: unknown) => typeof is === 'string';
const isMap = (is: unknown) => isMessage(is) && Object.values(is).every((item) => isText(item) || item === null);
const number = (flag: string) => (is: string) => (Number(is) === 0 ? nothing : say(flag, is));

/** How `docker build` says the query of a build. */
const buildFlags: Flags = {
  buildargs: json(isMap, pairs('--build-arg')),
  buildid: saidApart,
  cachefrom: json(isListOf(isText), each('--cache-from')),
  cgroupparent: value('--cgroup-parent'),
  cpuperiod: number('--cpu-period'),
  cpuquota: number('--cpu-quota'),
  cpusetcpus: value('--cpuset-cpus'),
  cpusetmems: value('--cpuset-mems'),
  cpushares: number('--cpu-shares'),
  dockerfile: (path: string) => (path === 'Dockerfile' ? nothing : value('--file')(path)),
  extrahosts: eachText('--add-host'),
  forcerm: whenOn('--force-rm'),
  isolation: value('--isolation'),
  labels: json(isMap, pairs('--label')),
  memory: bytes('--memory'),
  memswap: bytes('--memory-swap'),
  networkmode: (mode: string) => value('--network')(mode === 'default' ? '' : mode),
  nocache: whenOn('--no-cache'),
  outputs: json(isListOf(isMessage), outputs),
  platform: value('--platform'),
  pull: whenOn('--pull'),
  q: whenOn('--quiet'),
  remote: saidApart,
  rm: unlessOff('--rm'),
  securityopt: eachText('--security-opt'),
  session: saidApart,
  shmsize: bytes('--shm-size'),
  squash: whenOn('--squash'),
  t: eachText('--tag'),
  target: value('--target'),
  ulimits: json(isListOf(isMessage), eachOf('--ulimit', ulimitText)),
  version: saidApart,
};

/** How the CLI says the operations of builders. */
export const buildCalls: Readonly<Record<string, CallLine>> = {
  BuildPrune: ({ query }) => {
    const { all = '', ...others } = query;
    const storage = { 'keep-storage': bytes('--keep-storage') };
    return join(
      tellPrune('builder', { filters: textOf(query, 'filters') }, () => all === '1'),
      tellQuery({ ...storage, filters: saidApart }, others),
    );
  },
  ImageBuild: (call) =>
    join(
      say(...builder(textOf(call.query, 'version') === '2'), 'docker', 'build'),
      tellQuery(buildFlags, call.query),
      context(call),
      registry(call),
    ),
};

/** The variable that chooses the builder. */
export function builder(isBuildKit: boolean): readonly string[] {
  return ['env', `DOCKER_BUILDKIT=${isBuildKit ? 1 : 0}`];
}

/** The context: an address, or a tar on stdin. BuildKit asks its client for the files, in a session that nobody keeps. */
function context({ query }: CallArgs): Told {
  const remote = textOf(query, 'remote');
  if (remote !== '' && remote !== 'client-session') return operands(remote);
  const isInSession = remote === 'client-session' || textOf(query, 'session') !== '';
  return isInSession ? { words: ['.'], unsaid: ['context'] } : say('-');
}

interface OutputWish {
  readonly Type?: string;
  readonly Attrs?: Readonly<Record<string, string>> | null;
}

function outputs(wishes: readonly OutputWish[]): Told {
  return say(
    ...wishes.flatMap(({ Type = '', Attrs = {} }: OutputWish) => [
      '--output',
      csv([`type=${Type}`, ...Object.entries(Attrs ?? {}).map(([name, is]) => `${name}=${is}`)]),
    ]),
  );
}
