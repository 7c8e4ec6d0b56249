import {
  type AskedBuild,
  basesOf,
  checkDockerfile,
  type Finding,
  planBuild,
  readDockerfile,
  stagesNeeded,
  targetStage,
} from '#domain';
import { DomainError } from '#event-sourcing';
import type { FoundDockerfile } from './find-dockerfile.js';

/** What a Dockerfile tells of its build. */
export interface ReadBuild {
  /** Images that it is built on, or takes files from. */
  readonly uses: readonly string[];
  /** Instructions that it has to carry out. */
  readonly steps: number;
  readonly warnings: readonly string[];
}

/** So many warnings of one build are recorded. */
const mostWarnings = 20;

/**
 * Reads and checks the Dockerfile of a build.
 *
 * @throws DomainError `dockerfile-invalid` with line and remedy
 */
export function readBuild(
  asked: AskedBuild,
  { text, shown }: FoundDockerfile,
  isIgnored: (path: string) => boolean,
): ReadBuild {
  const { name, args, builder, target } = asked;
  const inputs = { args, builder, ...(target !== undefined && { target }) };
  const dockerfile = readDockerfile(text);
  const findings = checkDockerfile(dockerfile, { ...inputs, isIgnored });
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    throw new DomainError(
      'invalid',
      'dockerfile-invalid',
      `Build "${name}": ${errors
        .slice(0, 5)
        .map((error) => told(error, shown))
        .join(' ')}`,
    );
  return {
    uses: basesOf(text, inputs).images,
    steps: stepsOf(dockerfile, inputs),
    warnings: findings
      .filter(({ severity }) => severity === 'warning')
      .slice(0, mostWarnings)
      .map((warning) => told(warning, shown)),
  };
}

function told({ line, message, remedy }: Finding, shown: string): string {
  return `${shown}, line ${line}: ${[message, remedy].filter((part) => part !== '').join(' ')}`;
}

/** The classic builder makes every stage up to the target, BuildKit those alone that it needs. */
function stepsOf(
  dockerfile: ReturnType<typeof readDockerfile>,
  inputs: Pick<AskedBuild, 'args' | 'builder'> & { readonly target?: string },
): number {
  const plan = planBuild(dockerfile, inputs);
  const target = targetStage(plan, inputs.target);
  if (!target) return 0;
  const stages = inputs.builder === 'classic' ? plan.stages.slice(0, target.index + 1) : stagesNeeded(plan, target);
  return stages.reduce((sum, { steps }) => sum + 1 + steps.length, 0);
}
