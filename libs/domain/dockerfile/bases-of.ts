import { type PlanInputs, sourcesOf, stagesNeeded, targetStage } from './build-plan.js';
import { planBuild } from './plan-build.js';
import { readDockerfile } from './read-dockerfile.js';

/** The images that a build needs before it can begin. */
export interface Bases {
  /** References as they are written, with variables substituted: each once, in the order of the file. */
  readonly images: readonly string[];
  /** What FROM or --from name by variables that have no value. */
  readonly unknown: readonly string[];
}

export interface BasesInputs extends PlanInputs {
  /** The classic builder makes every stage up to the target, needed or not. BuildKit when left out. */
  readonly builder?: 'classic' | 'buildkit';
}

/** The images that FROM, COPY --from and RUN --mount name and that are no stages, of those stages that the target needs. */
export function basesOf(text: string, inputs: BasesInputs = {}): Bases {
  const plan = planBuild(readDockerfile(text), inputs);
  const target = targetStage(plan, inputs.target);
  if (!target) return { images: [], unknown: [] };
  const stages = inputs.builder === 'classic' ? plan.stages.slice(0, target.index + 1) : stagesNeeded(plan, target);
  const images = new Set<string>();
  const unknown = new Set<string>();
  for (const source of stages.flatMap(sourcesOf)) {
    if (source.kind !== 'image') continue;
    if (source.image === undefined) unknown.add(source.written);
    else images.add(source.image);
  }
  return { images: [...images], unknown: [...unknown] };
}
