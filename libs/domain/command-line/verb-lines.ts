import type { Job } from '../job/job.js';
import type { JobArgs, VerbName } from '../job/job-types.js';
import type { PruneTarget } from '../prune/prune-args.js';
import { builder } from './build-calls.js';
import { each, pairs, value, whenTrue } from './flags.js';
import { containerOptions, environment } from './spec-flags.js';
import { join, operands, say, type Told } from './told.js';

/** How the CLI says a job that came through REST. */
type VerbLines = { readonly [Name in VerbName]: (args: JobArgs<Name>, job: Pick<Job, 'env'>) => Told };

const unsaid = (place: string, is: unknown): Told => ({ words: [], unsaid: is === undefined ? [] : [place] });

/** How the CLI says each job name of REST. What Longshore alone knows (time limits, niceness, plans) has no word there. */
export const verbLines: VerbLines = {
  build: (args) =>
    join(
      say(...builder(args.builder === 'buildkit'), 'docker', 'build'),
      each('--tag')(args.tags),
      value('--file')(args.dockerfile === 'Dockerfile' ? '' : args.dockerfile),
      value('--target')(args.target ?? ''),
      pairs('--build-arg')(args.args),
      pairs('--label')(args.labels),
      value('--platform')(args.platform ?? ''),
      value('--network')(args.network ?? ''),
      whenTrue('--no-cache')(args.noCache),
      whenTrue('--pull')(args.pull),
      say('-'),
    ),
  create: (args, { env }) => containerOptions('create', args, env),
  exec: ({ container, cmd, user = '', workdir = '', tty }, { env }) =>
    join(
      say('docker', 'exec'),
      whenTrue('--tty')(tty),
      value('--user')(user),
      value('--workdir')(workdir),
      environment(env),
      operands(container),
      say(...cmd),
    ),
  kill: ({ container, signal }) =>
    join(say('docker', 'kill'), value('--signal')(signal === 'KILL' ? '' : signal), operands(container)),
  'network.connect': ({ network, container, aliases, ipv4 = '' }) =>
    join(
      say('docker', 'network', 'connect'),
      each('--alias')(aliases),
      value('--ip')(ipv4),
      operands(network, container),
    ),
  'network.create': (args) =>
    join(
      say('docker', 'network', 'create'),
      value('--driver')(args.driver),
      whenTrue('--internal')(args.internal),
      value('--subnet')(args.subnet ?? ''),
      value('--gateway')(args.gateway ?? ''),
      pairs('--label')(args.labels),
      pairs('--opt')(args.options),
      operands(args.name),
    ),
  'network.disconnect': ({ network, container, force }) =>
    join(say('docker', 'network', 'disconnect'), whenTrue('--force')(force), operands(network, container)),
  'network.rm': ({ network }) => join(say('docker', 'network', 'rm'), operands(network)),
  'prune.containers': ({ items }) => removal('rm', items),
  'prune.images': ({ items }) => removal('rmi', items),
  'prune.networks': ({ items }) => removal('network rm', items),
  'prune.volumes': ({ items }) => removal('volume rm', items),
  publish: ({ images, credentials }) =>
    join(
      say('docker', 'tag'),
      operands(...images.flatMap(({ image, tags }) => tags.slice(0, 1).flatMap((tag) => [image, tag])).slice(0, 2)),
      unsaid('images', images),
      unsaid('credentials', credentials),
    ),
  pull: ({ image, platform = '', credentials }) =>
    join(say('docker', 'pull'), value('--platform')(platform), operands(image), unsaid('credentials', credentials)),
  push: ({ image, credentials }) => join(say('docker', 'push'), operands(image), unsaid('credentials', credentials)),
  restart: ({ container, seconds }) => join(say('docker', 'restart'), grace(seconds), operands(container)),
  rm: ({ container, force, volumes }) =>
    join(say('docker', 'rm'), whenTrue('--force')(force), whenTrue('--volumes')(volumes), operands(container)),
  rmi: ({ image, force }) => join(say('docker', 'rmi'), whenTrue('--force')(force), operands(image)),
  run: ({ detach, rm, pull, ...spec }, { env }) =>
    containerOptions('run', spec, env, [
      ...(detach ? ['--detach'] : []),
      ...(rm ? ['--rm'] : []),
      ...(pull === 'missing' ? [] : ['--pull', pull]),
    ]),
  start: ({ container }) => join(say('docker', 'start'), operands(container)),
  stop: ({ container, seconds, signal = '' }) =>
    join(say('docker', 'stop'), grace(seconds), value('--signal')(signal), operands(container)),
  tag: ({ image, target }) => join(say('docker', 'tag'), operands(image, target)),
  'volume.create': ({ name, driver = '', labels, options }) =>
    join(
      say('docker', 'volume', 'create'),
      value('--driver')(driver),
      pairs('--label')(labels),
      pairs('--opt')(options),
      operands(name),
    ),
  'volume.rm': ({ volume, force }) => join(say('docker', 'volume', 'rm'), whenTrue('--force')(force), operands(volume)),
  wait: ({ container }) => join(say('docker', 'wait'), operands(container)),
};

function grace(seconds: number | undefined): Told {
  return seconds === undefined ? say() : say('-t', String(seconds));
}

/** A plan removes what it lists, and nothing else. */
function removal(words: string, items: readonly PruneTarget[]): Told {
  return join(say('docker', ...words.split(' ')), operands(...items.map(({ id }) => id)));
}
