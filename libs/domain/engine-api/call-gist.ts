import type { CallGist, CallPath } from './call-args.js';
import { isMessage } from './fields.js';
import type { CallParts } from './powers-of-call.js';
import type { Query } from './read-parameters.js';

interface Call extends CallParts {
  readonly path: CallPath;
  readonly query: Query;
}

type Gist = { readonly [Name in keyof CallGist]?: CallGist[Name] | undefined };

/** What a request is about, in the words that REST's own jobs have for it: those of its path, and what its query and body say. */
export function gistOf(call: string, request: Call): CallGist {
  const all = Object.entries({ ...request.path, ...gists[call]?.(request) });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined && value.length > 0));
}

/** Operations that say more than their path does. */
const gists: Readonly<Record<string, (call: Call) => Gist>> = {
  BuildCancel: ({ query }) => ({ name: text(query['id']) }),
  ContainerCreate: ({ query, body }) => {
    const { Image, HostConfig, NetworkingConfig } = messageOf(body);
    return {
      name: text(query['name']),
      image: text(Image),
      network: text(messageOf(HostConfig)['NetworkMode']) ?? firstNetwork(NetworkingConfig),
      volumes: namedVolumes(messageOf(HostConfig)),
    };
  },
  ContainerKill: ({ query }) => ({ signal: text(query['signal']) }),
  ContainerRename: ({ query }) => ({ name: text(query['name']) }),
  ContainerRestart: ({ query }) => ({ signal: text(query['signal']) }),
  ContainerStop: ({ query }) => ({ signal: text(query['signal']) }),
  ImageBuild: ({ query }) => ({
    builder: query['version'] === '2' ? 'buildkit' : 'classic',
    network: text(query['networkmode']),
    tags: [query['t'] ?? []].flat().filter((tag) => tag !== ''),
    target: text(query['target']),
  }),
  ImageCommit: ({ query }) => ({ container: text(query['container']), image: imageName(query) }),
  ImageCreate: ({ query }) => ({
    image: pulled(query) ?? imageName(query),
  }),
  ImagePush: ({ path, query }) => ({ image: tagged(path.image, text(query['tag'])) }),
  ImageTag: ({ query }) => ({ target: imageName(query) }),
  NetworkConnect: ({ body }) => ({ container: text(messageOf(body)['Container']) }),
  NetworkCreate: ({ body }) => ({ name: text(messageOf(body)['Name']) }),
  NetworkDisconnect: ({ body }) => ({ container: text(messageOf(body)['Container']) }),
  PluginCreate: ({ query }) => ({ plugin: text(query['name']) }),
  PluginPull: ({ query }) => ({ plugin: text(query['name']) ?? text(query['remote']) }),
  SystemAuth: ({ body }) => ({ name: text(messageOf(body)['serveraddress']) }),
  VolumeCreate: ({ body }) => ({ name: text(messageOf(body)['Name']) }),
};

/** `repo` with `tag`: the name that something gets. */
function imageName({ repo, tag }: Query): string | undefined {
  const name = tagged(text(repo), text(tag));
  return name === undefined || /[:@][^/]*$/.test(name) ? name : `${name}:latest`;
}

/** A pull of no tag takes all that there are. */
function pulled({ fromImage, tag }: Query): string | undefined {
  return tagged(text(fromImage), text(tag));
}

/** A name with a tag or a digest that is said beside it, which goes before its own. */
function tagged(name: string | undefined, tag: string | undefined): string | undefined {
  if (name === undefined || tag === undefined || name.includes('@')) return name;
  const repository = name.replace(/:[^/:]*$/, '');
  return tag.includes(':') ? `${repository}@${tag}` : `${repository}:${tag}`;
}

function firstNetwork(config: unknown): string | undefined {
  return Object.keys(messageOf(messageOf(config)['EndpointsConfig']))[0];
}

/** The volumes with a name that a container has, as REST has them: `data:/var/lib/data`. */
function namedVolumes({ Binds, Mounts }: Readonly<Record<string, unknown>>): string[] {
  const binds = listOf(Binds)
    .map(String)
    .filter((bind) => /^[^/:]+:/.test(bind));
  const mounts = listOf(Mounts)
    .map(messageOf)
    .flatMap(({ Type, Source, Target }) =>
      Type === 'volume' && text(Source) !== undefined ? [`${String(Source)}:${String(Target)}`] : [],
    );
  return [...binds, ...mounts];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function messageOf(value: unknown): Readonly<Record<string, unknown>> {
  return isMessage(value) ? value : {};
}
