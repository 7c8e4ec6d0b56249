import type { ImageInspectInfo } from 'dockerode';
import type { ImageDetail, ImageLayer, ImageSnapshot } from '#domain';
import { chainIdsOf } from '../graphdriver/host-layers.js';
import { toUtc } from './engine-time.js';

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
    createdAt: toUtc(info.Created),
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

/**
 * How likely an instruction that added no bytes made a layer all the same: 1 is likeliest. BuildKit makes one of each that may change
 * files, and writes just its name. The classic builder makes none of a step that changed nothing, and marks those that ran no program.
 */
function rankOf(instruction: string): number {
  if (/^(?:ADD|COPY|RUN|WORKDIR) /.test(instruction) || /#\(nop\) +(?:ADD|COPY) /.test(instruction)) return 1;
  if (/#\(nop\) +WORKDIR /.test(instruction)) return 2;
  return /#\(nop\)|^[A-Z]+ /.test(instruction) ? 4 : 3;
}

/** Engines before API 1.43 list a dangling image as `<none>:<none>`. */
function named(names: readonly string[] | null | undefined): string[] {
  return (names ?? []).filter((name) => !name.startsWith('<none>')).toSorted();
}
