import { type ContainerSpec, parsePortMapping } from '#domain';
import { DomainError } from '#event-sourcing';
import type { Preparation } from '../handler.js';
import type { JobProcess } from '../job-process.js';
import type { Host, HostContainer } from '../ports/index.js';
import { nameAlternatives } from './alternatives.js';

type Creating = 'create' | 'run';
type Pull = 'never' | 'missing' | 'always';

/** A container that a job made. */
export interface OwnContainer {
  readonly container: string;
  readonly name: string;
  readonly warnings: readonly string[];
}

/** Gives the container a name and judges its network, ports, image and name, as `docker create` would too late. */
export async function prepareContainer<Args extends ContainerSpec & { readonly pull?: Pull }>({
  args,
  host,
  job,
}: Pick<Preparation<Creating>, 'host' | 'job'> & { readonly args: Args }): Promise<{
  args: Args;
  warnings: readonly string[];
}> {
  const warnings = judgeNetworkMode(args);
  const named = { ...args, name: args.name ?? nameFor(args.image, job) };
  if (!host) return { args: named, warnings };
  const [network] = await Promise.all([
    judgeNetwork(args.network, host),
    judgeImage(args.image, args.pull ?? 'never', host),
    args.name === undefined ? undefined : judgeName(args.name, host),
  ]);
  return { args: { ...named, network }, warnings };
}

/** Creates the container of a job, or finds it when an earlier start has done so. */
export async function createOwnContainer(process: JobProcess<Creating>): Promise<OwnContainer> {
  const { exec } = process.host;
  const name = process.args.name ?? nameFor(process.args.image, process.id);
  const spec = { ...process.args, name, labels: { ...process.args.labels, ...process.labels } };
  if (process.isRetry) {
    const found = await exec.inspectContainer(name);
    if (found && isOwn(found, process)) return { container: found.id, name, warnings: [] };
    const recorded = process.effect['container'];
    if (typeof recorded === 'string') {
      process.throwIfEnding();
      throw new DomainError(
        'conflict',
        'container-gone',
        `Container ${recorded} was removed by someone while the job was between two workers.`,
      );
    }
  }
  await assertJudged(process.args.network, process.host);
  await process.beginEffect();
  try {
    return { ...(await exec.createContainer(spec, process.env)), name };
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'host-conflict')) throw error;
    return { container: await adopt(process, name, error), name, warnings: [] };
  }
}

/** After a conflict of names: an earlier start of this job may hold the name, or be just about to (its create runs on). */
async function adopt(process: JobProcess<Creating>, name: string, conflict: DomainError): Promise<string> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const holder = await process.host.exec.inspectContainer(name);
    if (holder && isOwn(holder, process)) return holder.id;
    if (holder || !process.isRetry) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new DomainError('conflict', 'name-taken', conflict.message, { cause: conflict });
}

/** Whether a container was made by this job: its labels say so, and the signature checks. */
function isOwn({ labels }: HostContainer, process: JobProcess<Creating>): boolean {
  return Object.entries(process.labels).every(([name, value]) => labels[name] === value);
}

export function nameFor(image: string, job: string): string {
  const base = image
    .split('@')[0]
    ?.split('/')
    .at(-1)
    ?.split(':')[0]
    ?.replace(/[^a-zA-Z0-9_.-]/g, '')
    .slice(0, 40);
  return `${base && /^[a-zA-Z0-9]/.test(base) ? base : 'container'}-${job.replaceAll('-', '').slice(-12)}`;
}

function judgeNetworkMode(args: ContainerSpec): readonly string[] {
  const published = args.ports.some((port) => parsePortMapping(port));
  if (published && args.network.startsWith('container:')) {
    throw new DomainError(
      'conflict',
      'ports-in-container-mode',
      'conflicting options: port publishing and the container type network mode. Publish the ports on the container whose network is shared, or choose another network.',
    );
  }
  return published && args.network === 'host' ? ['Published ports are discarded when using host network mode.'] : [];
}

async function judgeImage(image: string, pull: Pull, host: Host): Promise<void> {
  if (pull !== 'never' || (await host.graph.inspectImage(image))) return;
  throw new DomainError(
    'not-found',
    'image-not-found',
    `There is no image "${image}" on host ${host.name}. Build it, pull it with POST /v1/images/pull, or send "pull": "missing".`,
  );
}

async function judgeName(name: string, host: Host): Promise<void> {
  const holder = await host.exec.inspectContainer(name);
  if (holder?.name !== name) return;
  const taken = new Set((await host.exec.listContainers()).map((container) => container.name));
  throw new DomainError(
    'conflict',
    'name-taken',
    `The name "${name}" is in use by container ${holder.id.slice(0, 12)} on host ${host.name}. Remove or rename it, or use for example ${nameAlternatives(name, taken).join(' or ')}.`,
  );
}

/**
 * Judges a network once more, right before it is used: its host may have been away when the command was accepted, and the
 * id of the network `host` gives the same power as the name, without asking for the right.
 *
 * @throws DomainError `right-missing`
 */
export async function assertJudged(network: string, host: Host): Promise<void> {
  if (ownModes.has(network) || network.startsWith('container:')) return;
  if ((await host.network.inspectNetwork(network))?.name !== 'host') return;
  throw new DomainError(
    'forbidden',
    'right-missing',
    'network: this is the network of the host by its id. Send "host" instead, with a token that has the right "host".',
  );
}

const ownModes: ReadonlySet<string> = new Set(['bridge', 'default', 'host', 'none']);

/** Whether a container has the network of the host, by itself or through the one whose network it shares. */
async function isInHostNetwork({ networkMode }: HostContainer, host: Host): Promise<boolean> {
  if (!networkMode.startsWith('container:')) return networkMode === 'host';
  const sharer = await host.exec.inspectContainer(networkMode.slice('container:'.length));
  return sharer !== undefined && isInHostNetwork(sharer, host);
}

/** The network by its name, so that the one judged is the one used: the mode `host` has an id too. */
export async function judgeNetwork(network: string, host: Host): Promise<string> {
  if (ownModes.has(network)) return network;
  if (network.startsWith('container:')) {
    const ref = network.slice('container:'.length);
    const sharer = ref === '' ? undefined : await host.exec.inspectContainer(ref);
    if (sharer) return (await isInHostNetwork(sharer, host)) ? 'host' : network;
    const names = (await host.exec.listContainers())
      .filter((container) => container.state === 'running')
      .map((container) => container.name);
    throw new DomainError(
      'not-found',
      'container-not-found',
      `There is no container "${ref}" on host ${host.name} to share a network with. Running are: ${names.join(', ') || 'none'}.`,
    );
  }
  const found = await host.network.inspectNetwork(network);
  if (found) return found.name;
  const names = (await host.network.listNetworks()).map((known) => known.name).toSorted();
  throw new DomainError(
    'not-found',
    'network-not-found',
    `There is no network "${network}" on host ${host.name}. There are: ${names.join(', ')}. Create it with POST /v1/networks.`,
  );
}
