import type { ImageInspectInfo } from 'dockerode';
import type { ImageDetail, ImageLayer, ImageSnapshot } from '#domain';
import { chainIdsOf } from '../graphdriver/host-layers.js';

/** An entry of an image's history, the newest first. */
export interface EngineHistoryEntry {
  readonly Created: number;
  readonly CreatedBy: string;
  readonly Size: number;
  readonly Comment: string;
}

/** Reads what of an image may change. */
export function fromImageInspect(info: ImageInspectInfo): Omit<ImageSnapshot, 'detail'> {
  return {
    id: info.Id,
    tags: named(info.RepoTags),
    digests: named(info.RepoDigests),
    ...(info.Parent && { parent: info.Parent }),
    createdAt: info.Created,
    size: info.Size,
  };
}

/** Reads what of an image never changes. */
export function imageDetailOf(info: ImageInspectInfo, newestFirst: readonly EngineHistoryEntry[]): ImageDetail {
  const history = newestFirst
    .map(({ Created, CreatedBy, Size, Comment }) => ({
      instruction: CreatedBy,
      createdAt: new Date(Created * 1_000).toISOString(),
      size: Size,
      comment: Comment,
    }))
    .toReversed();
  return {
    architecture: info.Architecture,
    os: info.Os,
    author: info.Author,
    comment: info.Comment,
    config: { ...info.Config },
    layers: layersOf(info.RootFS.Layers ?? [], history),
    history,
  };
}

type Step = ImageDetail['history'][number];

/** Puts to each layer the instruction that made it. The engine does not say which do: those with bytes, and of the others the likeliest. */
function layersOf(diffIds: readonly string[], history: readonly Step[]): ImageLayer[] {
  const likeliest = history
    .map((step, index) => ({ index, rank: step.size > 0 ? 0 : rankOf(step.instruction) }))
    .toSorted((one, other) => one.rank - other.rank || one.index - other.index)
    .slice(0, diffIds.length)
    .map(({ index }) => index)
    .toSorted((one, other) => one - other);
  const chainIds = chainIdsOf(diffIds);
  return diffIds.map((diffId, index) => {
    const chainId = chainIds[index] ?? diffId;
    const step = likeliest.length === diffIds.length ? history[likeliest[index] ?? -1] : undefined;
    return { diffId, chainId, size: step?.size ?? 0, ...(step?.instruction && { instruction: step.instruction }) };
  });
}

/** How likely an instruction that added no bytes made a layer all the same: 1 is likeliest. */
function rankOf(instruction: string): number {
  if (/^(?:RUN |\|\d+ |\/bin\/sh -c (?!#\(nop\)))/.test(instruction)) return 1;
  if (/^(?:\/bin\/sh -c #\(nop\) +)?(?:COPY|ADD) /.test(instruction)) return 2;
  return /^(?:\/bin\/sh -c #\(nop\) +)?WORKDIR /.test(instruction) ? 3 : 4;
}

/** Engines before API 1.43 list a dangling image as `<none>:<none>`. */
function named(names: readonly string[] | null | undefined): string[] {
  return (names ?? []).filter((name) => !name.startsWith('<none>')).toSorted();
}
