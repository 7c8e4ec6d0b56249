import {
  type Choosing,
  containersToPrune,
  howManyFit,
  type ImageBytes,
  imageBytes,
  imagesToPrune,
  isUp,
  networksToPrune,
  type PruneItem,
  type PruneKind,
  topsOf,
  volumesToPrune,
} from '#domain';
import { DomainError } from '#event-sourcing';
import type { Host, HostImage } from '../ports/index.js';
import { askAll } from './ask-all.js';

/** What was found to be of no use on a host. */
export interface Survey {
  /** In the order in which they are to be removed. */
  readonly items: readonly PruneItem[];
  /** What removing all would free. */
  readonly bytes: number;
  /** How many further ones there are. */
  readonly more: number;
}

/** Asks a host what there is of a kind, and chooses. It asks for `choosing` when it has seen what there is: what a job has made by then is that job's until it ends. */
export type Surveyor = (host: Host, choosing: () => Promise<Choosing>) => Promise<Survey>;

/** How things of each kind are found. */
export const surveyors: Readonly<Record<PruneKind, Surveyor>> = {
  containers: surveyContainers,
  images: surveyImages,
  networks: surveyNetworks,
  volumes: surveyVolumes,
};

async function surveyContainers(host: Host, choosing: () => Promise<Choosing>): Promise<Survey> {
  const idle = (await host.exec.listContainers()).filter((container) => !isUp(container));
  const found = await askAll(idle, ({ id }) => host.exec.inspectContainer(id));
  const there = found.filter((container) => container !== undefined);
  const chosen = cut(containersToPrune(there, await choosing()));
  return measured(chosen, await answersById(chosen.items, ({ id }) => host.exec.measureContainer(id)));
}

async function surveyNetworks(host: Host, choosing: () => Promise<Choosing>): Promise<Survey> {
  const listed = await host.network.listNetworks();
  const found = await askAll(listed, ({ id }) => host.network.inspectNetwork(id));
  const there = found.filter((network) => network !== undefined);
  const containers = await host.exec.listContainers();
  return { ...cut(networksToPrune(there, containers, await choosing())), bytes: 0 };
}

async function surveyVolumes(host: Host, choosing: () => Promise<Choosing>): Promise<Survey> {
  const volumes = await host.graph.listVolumes();
  const containers = await host.exec.listContainers();
  const chosen = cut(volumesToPrune(volumes, containers, await choosing()));
  return measured(chosen, chosen.items.length > 0 ? await measuredVolumes(host) : new Map());
}

/** A host that cannot tell now, since it measures for somebody else, leaves the bytes out. */
async function measuredVolumes({ graph }: Host): Promise<ReadonlyMap<string, number>> {
  try {
    return await graph.measureVolumes();
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'host-refused')) throw error;
    return new Map();
  }
}

async function surveyImages(host: Host, choosing: () => Promise<Choosing>): Promise<Survey> {
  const images = await host.graph.listImages({ steps: true });
  const used = new Set((await host.exec.listContainers()).map(({ image }) => image));
  const chosen = imagesToPrune({ images, used }, await choosing());
  const { items, more } = cut(chosen.map(({ item }) => item));
  const gone = new Set(items.map(({ id }) => id));
  const staying = topsOf(images.filter(({ id }) => !gone.has(id)));
  // The layers of a step are among those of the images that were built on it.
  const steps = new Set(chosen.flatMap(({ item, isStep }) => (isStep ? [item.id] : [])));
  const { alone, together } = await bytesOfImages(
    host,
    items.filter(({ id }) => !steps.has(id)),
    staying,
  );
  const bytesOf = new Map([...[...steps].map((id) => [id, 0] as const), ...alone]);
  return { ...measured({ items, more }, bytesOf), bytes: together };
}

async function bytesOfImages(
  host: Host,
  going: readonly PruneItem[],
  staying: readonly HostImage[],
): Promise<ImageBytes> {
  if (going.length === 0) return imageBytes(new Map(), []);
  const layersOf = async ({ id }: { readonly id: string }) => (await host.graph.listLayers(id)) ?? [];
  return imageBytes(await answersById(going, layersOf), await askAll(staying, layersOf));
}

/** What one plan can hold. */
function cut(items: readonly PruneItem[]): Pick<Survey, 'items' | 'more'> {
  const count = howManyFit(items);
  return { items: items.slice(0, count), more: items.length - count };
}

function measured(
  { items, more }: Pick<Survey, 'items' | 'more'>,
  bytesOf: ReadonlyMap<string, number | undefined>,
): Survey {
  const sized = items.map((item) => {
    const bytes = bytesOf.get(item.id);
    return bytes === undefined ? item : { ...item, bytes };
  });
  return { items: sized, more, bytes: sized.reduce((sum, { bytes = 0 }) => sum + bytes, 0) };
}

async function answersById<Answer>(
  items: readonly PruneItem[],
  ask: (item: PruneItem) => Promise<Answer>,
): Promise<ReadonlyMap<string, Answer>> {
  const answers = await askAll(items, async (item) => [item.id, await ask(item)] as const);
  return new Map(answers);
}
