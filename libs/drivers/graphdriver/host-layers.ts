import { createHash } from 'node:crypto';
import type { HostLayer } from '#engine';

/** An entry of an image's history, as the engine tells it. */
export interface EngineHistoryEntry {
  readonly CreatedBy: string;
  /** Bytes; 0 for an instruction that made no layer, or an empty one. */
  readonly Size: number;
}

/** Instructions that never make a layer. The classic builder writes them behind `#(nop)`, BuildKit as they are. */
const withoutLayer =
  /^(?:.*#\(nop\)\s+)?(?:ARG|CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|SHELL|STOPSIGNAL|USER|VOLUME)\s/;

/**
 * The layers of an image with their sizes. The engine tells the layers without sizes, and the history, newest first, with sizes but not which
 * entries made a layer: mostly that follows from the other; where it does not, the sizes are left out.
 *
 * @param diffIds digest of each layer's contents, the lowest first
 */
export function layersOf(diffIds: readonly string[], history: readonly EngineHistoryEntry[]): readonly HostLayer[] {
  const sizes = sizesOf(diffIds.length, history.toReversed());
  return chainIdsOf(diffIds).map((chainId, index) => {
    const size = sizes?.[index];
    return size === undefined ? { chainId } : { chainId, size };
  });
}

/** What tells a layer and all below it, as the OCI image specification makes it: of the one before and of the layer's own digest. */
export function chainIdsOf(diffIds: readonly string[]): readonly string[] {
  const chain: string[] = [];
  for (const diffId of diffIds) {
    const below = chain.at(-1);
    chain.push(below === undefined ? diffId : `sha256:${sha256(`${below} ${diffId}`)}`);
  }
  return chain;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Undefined when the history does not tell which of its entries are the layers. */
function sizesOf(count: number, history: readonly EngineHistoryEntry[]): readonly number[] | undefined {
  const full = history.filter(({ Size }) => Size > 0);
  const empty = history.filter(({ Size, CreatedBy }) => Size === 0 && !withoutLayer.test(CreatedBy));
  const missing = count - full.length;
  if (missing < 0 || missing > empty.length) return undefined;
  // Which of the empty ones are layers does not matter where they lie between the same two that are not empty.
  const places = new Set(
    empty.map((entry) => full.filter((other) => history.indexOf(other) < history.indexOf(entry)).length),
  );
  if (missing > 0 && missing < empty.length && places.size > 1) return undefined;
  const layers = new Set([...full, ...empty.slice(0, missing)]);
  return history.filter((entry) => layers.has(entry)).map(({ Size }) => Size);
}
