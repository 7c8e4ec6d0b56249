import type { BatchPlan } from '#engine';
import { z } from 'zod';

/** What a batch would build. */
export const batchPlanView = z.object({
  name: z.string(),
  levels: z.array(z.array(z.string())).describe('The builds in their order: those of a level need earlier levels only'),
  builds: z.array(
    z.object({
      name: z.string(),
      tags: z.array(z.string()),
      context: z.string(),
      dockerfile: z.string(),
      needs: z.array(
        z.object({ build: z.string(), because: z.enum(['declared', 'base']), ref: z.string().optional() }),
      ),
      bases: z.array(z.string()).describe('Images that no build of the batch makes'),
      steps: z.int(),
      push: z.boolean(),
      warnings: z.array(z.string()),
    }),
  ),
});

/** A plan as REST tells it. */
export function viewPlan({ name, levels, builds, policies }: BatchPlan): z.output<typeof batchPlanView> {
  return {
    name,
    levels: levels.map((level) => [...level]),
    builds: builds.map((build) => ({
      name: build.name,
      tags: build.args.tags,
      ...build.asked,
      needs: build.needs,
      bases: build.bases,
      steps: build.steps,
      push: build.push || policies.push,
      warnings: build.warnings,
    })),
  };
}
