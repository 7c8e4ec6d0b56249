import { buffer } from 'node:stream/consumers';
import { type CallArgs, type CallJobName, exitStatus } from '#domain';
import type { Exit } from '../handler.js';
import type { JobProcess } from '../job-process.js';
import type { EngineApi } from '../ports/index.js';
import { idsIn } from './ids-in.js';
import { fillPath } from './request-of.js';

type Resume = (process: JobProcess<CallJobName>, api: EngineApi) => Promise<Exit<CallJobName> | undefined>;

interface Seen {
  readonly State?: { readonly FinishedAt?: string; readonly StartedAt?: string; readonly Paused?: boolean };
  readonly Name?: string;
}

/** What a start after a worker's death does first, for each operation that is not simply done again. */
const resumes: Readonly<Record<string, Resume>> = {
  ContainerCreate: (process, api) => adopt(process, api, '/containers/json', { all: 'true' }),
  ContainerDelete: ifGone,
  ContainerKill: ifContainer((seen, since) => isAfter(seen.State?.FinishedAt, since), 204, true),
  ContainerPause: ifContainer((seen) => seen.State?.Paused === true, 204),
  ContainerRename: ifContainer((seen, _since, { query }) => seen.Name === `/${String(query['name'])}`, 204),
  ContainerRestart: ifContainer((seen, since) => isAfter(seen.State?.StartedAt, since), 204),
  ContainerUnpause: ifContainer((seen) => seen.State?.Paused === false, 204),
  ImageCommit: async () => unknown(),
  NetworkCreate: (process, api) => adopt(process, api, '/networks', {}),
  NetworkDelete: ifGone,
  VolumeDelete: ifGone,
};

/** Operations that may be done twice: the second time changes nothing, or the host says that it was done. */
const repeatable: ReadonlySet<string> = new Set([
  'BuildPrune',
  'ContainerExec',
  'ContainerPrune',
  'ContainerStart',
  'ContainerStop',
  'ContainerUpdate',
  'ImageBuild',
  'ImageCreate',
  'ImageDelete',
  'ImagePrune',
  'ImagePush',
  'ImageTag',
  'NetworkConnect',
  'NetworkDisconnect',
  'NetworkPrune',
  'SystemAuth',
  'VolumeCreate',
  'VolumePrune',
]);

/** How a job ends that an earlier start has carried out; undefined when it is to be done (again). */
export async function resume(process: JobProcess<CallJobName>, api: EngineApi): Promise<Exit<CallJobName> | undefined> {
  const { call } = process.args;
  const found = resumes[call];
  if (found) return found(process, api);
  return repeatable.has(call) ? undefined : unknown();
}

/** What an earlier start has made carries the labels of the job, signed. */
async function adopt(
  { args, labels }: JobProcess<CallJobName>,
  api: EngineApi,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<Exit<CallJobName> | undefined> {
  const label = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const filters = JSON.stringify({ label });
  const [own] = await read<readonly { readonly Id: string }[]>(api, path, { ...query, filters });
  if (!own) return undefined;
  const body = args.call === 'ContainerCreate' ? { Id: own.Id, Warnings: [] } : { Id: own.Id, Warning: '' };
  return { status: exitStatus.ok, result: { status: 201, body, ...idsIn(args, body) } };
}

/** A removal of what is gone is done. */
async function ifGone({ args }: JobProcess<CallJobName>, api: EngineApi): Promise<Exit<CallJobName> | undefined> {
  const [, template = ''] = args.request.split(' ', 2);
  const inspect = `${fillPath(template, args)}${args.container === undefined ? '' : '/json'}`;
  const answer = await api.request({ method: 'GET', path: inspect });
  answer.body.destroy();
  return answer.status === 404 ? done(204) : undefined;
}

function ifContainer(
  isDone: (seen: Seen, since: number, args: CallArgs) => boolean,
  status: number,
  isUnrepeatable = false,
): Resume {
  return async ({ args, effectStartedAt }, api) => {
    const seen = await read<Seen>(api, `/containers/${encodeURIComponent(args.container ?? '')}/json`, {});
    if (isDone(seen, effectStartedAt, args)) return done(status);
    return isUnrepeatable ? unknown() : undefined;
  };
}

function isAfter(time: string | undefined, since: number): boolean {
  return time !== undefined && Date.parse(time) >= since;
}

async function read<T>(api: EngineApi, path: string, query: Readonly<Record<string, string>>): Promise<T> {
  const { body } = await api.request({ method: 'GET', path, query });
  return JSON.parse((await buffer(body)).toString()) as T;
}

function done(status: number): Exit<CallJobName> {
  return { status: exitStatus.ok, result: { status } };
}

function unknown(): Exit<CallJobName> {
  const message =
    'A worker died while the host carried it out, and nobody can tell whether it did. Look, and repeat it if need be.';
  return { status: exitStatus.refusedByHost, indeterminate: true, error: { code: 'indeterminate', message } };
}
