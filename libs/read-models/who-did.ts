import { unreachable } from '#event-sourcing';
import type { FactView } from './fact-view.js';

/** Who brought a fact about, in words. */
export function whoDid({ cause, actor }: Pick<FactView, 'cause' | 'actor'>): string {
  switch (cause.by) {
    case 'job':
      return `${actor.name} (${cause.name}, job ${cause.job})`;
    case 'host':
      return `the host itself (${cause.why})`;
    case 'drift':
      return `somebody past Longshore (${cause.known})`;
    default:
      return unreachable(cause);
  }
}
