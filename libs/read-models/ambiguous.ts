import { DomainError } from '#event-sourcing';

const mostCandidates = 10;

/** A reference that means several things; `candidates` say each which, and where. */
export function ambiguous(ref: string, candidates: readonly string[]): DomainError {
  const more = candidates.length > mostCandidates ? ` and ${candidates.length - mostCandidates} more` : '';
  const told = `${candidates.slice(0, mostCandidates).join(', ')}${more}`;
  return new DomainError(
    'conflict',
    'ambiguous-id',
    `"${ref}" may be ${told}. Send more of the id, or the host with ?host=.`,
  );
}
