import { type AskedBuild, didYouMean, footingsOf, groundsOf, levelsOf } from '#domain';
import { DomainError } from '#event-sourcing';
import { askedBuilds } from './asked-builds.js';
import type { BatchPlan, Draft } from './batch-plan.js';
import type { BatchRequest } from './batch-request.js';
import { draftOf, prepare, type Prepared } from './draft-of.js';
import { placeOf, type Pools } from './place-of.js';

/** Characters of Dockerfiles that are read for one batch. */
const mostText = 67_108_864;

/**
 * Reads everything that a batch builds, checks it and puts it in order. Nothing is recorded, and nothing made yet.
 *
 * @throws DomainError for whatever is wrong with it
 */
export async function planBatch(request: BatchRequest, pools: Pools): Promise<BatchPlan> {
  const { builds, warnings } = await askedBuilds(request, pools.shared);
  assertOnce(builds);
  const prepared = await prepareAll(builds, pools);
  const footings = footingsOf(
    prepared.map(({ asked: { name, tags, needs, contexts }, uses }) => ({ name, tags, uses, needs, contexts })),
  );
  const drafts = prepared.flatMap((build) => {
    const { name } = build.asked;
    const footing = footings.get(name);
    const all = [...(warnings.get(name) ?? []), ...build.warnings];
    return footing ? [draftOf({ ...build, warnings: all }, footing)] : [];
  });
  const wanted = request.targets.length === 0 ? drafts : neededFor(request.targets, drafts);
  groundsOf(wanted);
  const levels = levelsOf(new Map(wanted.map(({ name, needs }) => [name, needs.map(({ build }) => build)])));
  const byName = new Map(wanted.map((draft) => [draft.name, draft]));
  const ordered = levels.flat().flatMap((name) => byName.get(name) ?? []);
  return { name: request.name, policies: request.policies, builds: ordered, levels };
}

/** A name taken twice is told before any of the Dockerfiles is. */
function assertOnce(builds: readonly AskedBuild[]): void {
  footingsOf(builds.map(({ name, tags }) => ({ name, tags, uses: [], needs: [] })));
}

async function prepareAll(builds: readonly AskedBuild[], pools: Pools): Promise<readonly Prepared[]> {
  const prepared: Prepared[] = [];
  let text = 0;
  for (const asked of builds) {
    const build = await prepare(asked, await placeOf(asked, pools));
    prepared.push(build);
    text += build.found.text.length;
    if (text > mostText)
      throw new DomainError(
        'too-large',
        'batch-too-large',
        'The Dockerfiles of the batch have more than 64 MiB together. Send them in several batches.',
      );
  }
  return prepared;
}

/** Builds by name, with all that they need. */
function neededFor(targets: readonly string[], drafts: readonly Draft[]): readonly Draft[] {
  const byName = new Map(drafts.map((draft) => [draft.name, draft]));
  const needed = new Set(targets);
  for (const name of needed) {
    const draft = byName.get(name);
    if (!draft)
      throw new DomainError(
        'invalid',
        'batch-target-unknown',
        `The batch has no build "${name}".${didYouMean(name, byName.keys())}`,
      );
    for (const { build } of draft.needs) needed.add(build);
  }
  return drafts.filter(({ name }) => needed.has(name));
}
