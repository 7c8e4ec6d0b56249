import {
  byDrift,
  type Cause,
  causeOfCreation,
  causeOfExit,
  causeOfImage,
  causeOfImageLoss,
  causeOfMove,
  causeOfNetwork,
  causeOfNetworkLoss,
  causeOfRemoval,
  causeOfStart,
  causeOfTags,
  causeOfVerb,
  causeOfVolume,
  causeOfVolumeLoss,
  type ContainerPast,
  type ExitSeen,
  type ImageSnapshot,
  isAnonymousVolume,
  type Suspects,
} from '#domain';
import type { HostMemory } from './memory.js';
import type { FactChange } from './sighting.js';

/** What is known when a cause is looked for. The memory still holds what was before the change. */
export interface Inquiry extends ExitSeen {
  readonly memory: HostMemory;
  readonly suspects: Suspects;
  /** Of the container in question. */
  readonly past: ContainerPast;
  /** An image that is new on the host, with the names that it came with; of a step of a build the image above it. */
  readonly arrived?: ImageSnapshot;
}

type ChangeOf<Type extends FactChange['type']> = Extract<FactChange, { readonly type: Type }>;

type Causes = {
  readonly [Type in FactChange['type']]: (data: ChangeOf<Type>['data'], inquiry: Inquiry) => Cause;
};

const past = byDrift('done past Longshore');

/** For each type of fact, who or what may have caused it. */
const causes: Causes = {
  ContainerConnected: ({ container, network }, { memory, suspects }) =>
    causeOfMove('network.connect', container, networkOf(network, memory), suspects),
  ContainerCreated: ({ container }, { suspects }) => causeOfCreation(container, suspects),
  ContainerDisconnected: ({ container, network }, { memory, suspects }) =>
    causeOfMove('network.disconnect', container, networkOf(network, memory), suspects),
  ContainerExited: ({ container }, inquiry) =>
    causeOfExit(container, inquiry.past, { ...inquiry.suspects, ...exitSeen(inquiry) }),
  ContainerPaused: ({ container }, { suspects }) => causeOfVerb('pause', container, suspects),
  ContainerRemoved({ id }, inquiry) {
    const container = inquiry.memory.peek('container', id);
    return container ? causeOfRemoval(container, inquiry.past, inquiry.suspects) : past;
  },
  ContainerRenamed: ({ container }, { suspects }) => causeOfVerb('rename', container, suspects),
  ContainerStarted: ({ container }, inquiry) =>
    causeOfStart(container, inquiry.past, { ...inquiry.suspects, ...exitSeen(inquiry) }),
  ContainerUnpaused: ({ container }, { suspects }) => causeOfVerb('unpause', container, suspects),
  ContainerUpdated({ container }, { memory, suspects }) {
    const isReset = memory.peek('container', container.id)?.detail !== container.detail;
    return isReset
      ? causeOfVerb('update', container, suspects)
      : { by: 'host', why: 'its state or its health changed' };
  },
  ImageCreated: ({ image }, { arrived, suspects }) => causeOfImage(arrived ?? image, suspects),
  ImageRemoved({ id }, { memory, suspects }) {
    const image = memory.peek('image', id);
    return memory.blamed('image', id) ?? (image ? causeOfImageLoss(image, suspects) : past);
  },
  ImageTagged: ({ image, names }, { suspects }) => causeOfTags(image, names, suspects),
  ImageUntagged({ image, names, movedTo }, { memory, suspects }) {
    const before = memory.peek('image', image.id) ?? image;
    if (movedTo === undefined) return causeOfImageLoss(before, suspects);
    return causeOfTags({ ...before, id: movedTo, tags: names }, names, suspects);
  },
  ImageUpdated: () => ({ by: 'host', why: 'a pull or a push told its digest' }),
  NetworkCreated: ({ network }, { suspects }) => causeOfNetwork(network, suspects),
  NetworkRemoved({ id }, { memory, suspects }) {
    const network = memory.peek('network', id);
    return network ? causeOfNetworkLoss(network, suspects) : past;
  },
  VolumeCreated: ({ volume }, { suspects }) => causeOfVolume(volume, suspects),
  VolumeRemoved({ name }, { memory, suspects }) {
    const volume = memory.peek('volume', name);
    const blamed = memory.blamed('volume', name);
    return blamed ?? (volume ? causeOfVolumeLoss(volume, mountersOf(name, memory), suspects) : past);
  },
};

/** What caused a change. */
export function causeOf(change: FactChange, inquiry: Inquiry): Cause {
  const find = causes[change.type] as (data: FactChange['data'], inquiry: Inquiry) => Cause;
  return find(change.data, inquiry);
}

/** What goes along with a thing that is lost, by the same cause: the image under it, or the volumes of a container. */
export function blameFor(change: FactChange, cause: Cause, memory: HostMemory): void {
  switch (change.type) {
    case 'ContainerRemoved':
      for (const { name } of memory.peek('container', change.data.id)?.mounts ?? []) {
        if (name !== undefined && isAnonymousVolume(name)) memory.blame('volume', name, cause);
      }
      return;
    case 'ImageRemoved': {
      const parent = memory.peek('image', change.data.id)?.parent;
      if (parent !== undefined) memory.blame('image', parent, cause);
      return;
    }
    case 'ImageUntagged':
      // A removal takes the names first. A build only gives up its own.
      if (cause.by === 'job' && cause.name !== 'build' && change.data.movedTo === undefined)
        memory.blame('image', change.data.image.id, cause);
      return;
    default:
  }
}

function exitSeen({ isLive, engineStartedAt }: Inquiry): ExitSeen {
  return { isLive, ...(engineStartedAt !== undefined && { engineStartedAt }) };
}

function networkOf(idOrName: string, memory: HostMemory): { readonly id: string; readonly name: string } {
  const network =
    memory.peek('network', idOrName) ?? memory.all('network').find(([, { name }]) => name === idOrName)?.[1];
  return network ?? { id: idOrName, name: idOrName };
}

function mountersOf(volume: string, memory: HostMemory) {
  return memory.all('container').flatMap(([, container]) => (mounts(container, volume) ? [container] : []));
}

function mounts(
  { mounts: all }: { readonly mounts: readonly { readonly name?: string | undefined }[] },
  volume: string,
) {
  return all.some(({ name }) => name === volume);
}
