import type { ImageDetail } from '../graph/image.events.js';
import type { RecordedStep } from './build.events.js';

/** What a step added to its image. */
export interface StepLayer {
  /** Bytes. */
  readonly size: number;
  /** The chain id of the layer that it made; absent where it made none. */
  readonly layer?: string;
}

type Entry = ImageDetail['history'][number];

/**
 * Which layer each step made: by the histories of the images that it came to, read from their ends, where the newest step stands. What cannot
 * be told is left out.
 *
 * @param details of images by their whole ids
 * @param output the id of the image that the build came to
 */
export function layersOfSteps(
  steps: readonly RecordedStep[],
  details: ReadonlyMap<string, ImageDetail>,
  output: string | undefined,
): ReadonlyMap<number, StepLayer> {
  const chains = chainsOf(steps, output);
  return new Map(
    chains.flatMap(({ image, chain, isEntry }) => {
      const detail = details.get(image);
      return detail ? matched(chain, detail, isEntry) : [];
    }),
  );
}

/** The images whose details tell of the layers of steps. */
export function imagesOfSteps(steps: readonly RecordedStep[], output: string | undefined): readonly string[] {
  return chainsOf(steps, output).map(({ image }) => image);
}

/** An image, and the steps that made it one on the other, the oldest first. */
interface Chain {
  readonly image: string;
  readonly chain: readonly RecordedStep[];
  /** Whether an entry of the history is one that a step makes. */
  readonly isEntry: (entry: Entry) => boolean;
}

/** The classic builder tells the image of each step, and has an entry for each. BuildKit tells what a step stands on, and has steps for what changes files. */
function chainsOf(steps: readonly RecordedStep[], output: string | undefined): readonly Chain[] {
  const making = steps.filter(({ stage, instruction }) => stage !== undefined && !isFrom(instruction));
  const last = making.at(-1);
  if (last?.vertex !== undefined)
    return output === undefined ? [] : [{ image: output, chain: below(last, making), isEntry: isOfBuildkit }];
  const stages = Map.groupBy(
    making.filter(({ image }) => image !== undefined),
    ({ stage }) => stage,
  );
  return [...stages.values()].flatMap((chain) => {
    const image = chain.at(-1)?.image ?? '';
    return image.startsWith('sha256:') ? [{ image, chain, isEntry: () => true }] : [];
  });
}

function below(last: RecordedStep, making: readonly RecordedStep[]): readonly RecordedStep[] {
  const chain: RecordedStep[] = [];
  for (let step: RecordedStep | undefined = last; step && chain.length < making.length;) {
    chain.unshift(step);
    const next: number | undefined = step.below;
    step = making.find(({ number }) => number === next);
  }
  return chain;
}

function matched(
  chain: readonly RecordedStep[],
  detail: ImageDetail,
  isEntry: Chain['isEntry'],
): readonly (readonly [number, StepLayer])[] {
  const layers = layersOfHistory(detail);
  const entries = detail.history.map((entry, index) => ({ entry, index })).filter(({ entry }) => isEntry(entry));
  const found: (readonly [number, StepLayer])[] = [];
  for (const step of chain.toReversed()) {
    const next = entries.pop();
    if (!next || !isLike(next.entry, step)) break;
    const layer = layers.get(next.index);
    found.push([step.number, { size: next.entry.size, ...(layer !== undefined && { layer }) }]);
  }
  return found;
}

/** Which entries of a history made a layer: they stand in the same order. */
function layersOfHistory({ history, layers }: ImageDetail): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  let from = 0;
  for (const { instruction, size, chainId } of layers) {
    const isIts = (entry: Entry) => entry.instruction === (instruction ?? '') && entry.size === size;
    const index = history.findIndex((entry, at) => at >= from && isIts(entry));
    if (index < 0) return new Map();
    found.set(index, chainId);
    from = index + 1;
  }
  return found;
}

function isOfBuildkit({ instruction, comment }: Entry): boolean {
  return comment.startsWith('buildkit') && /^(?:ADD|COPY|RUN|WORKDIR)\s/.test(instruction);
}

/** BuildKit writes the keyword first. The classic builder writes its own form, and where each step has an entry nothing need be compared. */
function isLike({ instruction, comment }: Entry, step: RecordedStep): boolean {
  return !comment.startsWith('buildkit') || instruction.split(' ', 1)[0] === step.instruction.split(' ', 1)[0];
}

function isFrom(instruction: string): boolean {
  return /^FROM\s/i.test(instruction);
}
