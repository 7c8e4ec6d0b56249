import { checkDockerfile, type CheckInputs, type Finding, readDockerfile } from '#domain';
import { DomainError } from '#event-sourcing';

/** What a Dockerfile is to be built with. */
export type DockerfileUse = Pick<CheckInputs, 'args' | 'builder' | 'target'>;

/** So many warnings go with a job. */
const mostWarnings = 20;

/**
 * Makes sure that a Dockerfile can be built, as far as that shows before anything is. Returns what it warns of.
 *
 * @throws DomainError `dockerfile-invalid` that names the line
 */
export function checkedDockerfile(text: string, path: string, use: DockerfileUse = {}): readonly string[] {
  const findings = checkDockerfile(readDockerfile(text), use);
  const error = findings.find(({ severity }) => severity === 'error');
  if (error) throw new DomainError('invalid', 'dockerfile-invalid', told(error, path));
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  const more = warnings.length - mostWarnings;
  return [
    ...warnings.slice(0, mostWarnings).map((finding) => `${told(finding, path)} (${finding.check})`),
    ...(more > 0 ? [`${path}: ${more} more warnings; POST /v1/dockerfiles/explain tells them all.`] : []),
  ];
}

function told({ line, message, remedy }: Finding, path: string): string {
  return `${path}, line ${line}: ${message}${remedy === '' ? '' : ` ${remedy}`}`;
}
