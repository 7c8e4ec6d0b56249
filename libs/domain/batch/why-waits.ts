import { unreachable } from '#event-sourcing';
import { isForGood, type Misfit } from './placement.js';

/** Where a build stands that another one needs. */
export interface NeededBuild {
  readonly build: string;
  /** As it is to be told, e.g. `waiting`, `running`. */
  readonly state: string;
}

/** Why a build does not run yet. Times are as ISO 8601 writes them. */
export type WaitReason =
  | { readonly code: 'approval' }
  | {
      readonly code: 'backoff';
      readonly until: string;
      readonly attempt: number;
      readonly of: number;
      readonly after: string;
    }
  | { readonly code: 'batch-limit'; readonly running: number; readonly limit: number }
  | { readonly code: 'fair-share'; readonly ahead: number }
  | { readonly code: 'group-limit'; readonly group: string; readonly running: number; readonly limit: number }
  | { readonly code: 'needs'; readonly builds: readonly NeededBuild[] }
  | { readonly code: 'no-host'; readonly misfits: readonly Misfit[] }
  | { readonly code: 'paused' }
  | { readonly code: 'publishing' }
  | { readonly code: 'shared'; readonly build: string; readonly batch?: string }
  | { readonly code: 'starting'; readonly host: string }
  | { readonly code: 'superseded'; readonly by: string };

/** A reason with a sentence for people. */
export type ToldReason = WaitReason & { readonly sentence: string };

/** The reason, and the sentence that says it. */
export function tellWhy(reason: WaitReason): ToldReason {
  return { ...reason, sentence: sentenceOf(reason) };
}

function sentenceOf(reason: WaitReason): string {
  switch (reason.code) {
    case 'approval':
      return 'waits until somebody approves the batch';
    case 'backoff':
      return `tries again at ${reason.until} (attempt ${reason.attempt} of ${reason.of}), after: ${reason.after}`;
    case 'batch-limit':
      return `the batch is at its limit: ${amount(reason)} run`;
    case 'fair-share':
      return `stands behind ${reason.ahead} other${reason.ahead === 1 ? '' : 's'} by fair share`;
    case 'group-limit':
      return `the group ${reason.group} is at its limit: ${amount(reason)} run`;
    case 'needs':
      return `needs ${listed(reason.builds.map(({ build, state }) => `${build} (${state})`))}`;
    case 'no-host':
      return hostsSentence(reason.misfits);
    case 'paused':
      return 'the batch is paused';
    case 'publishing':
      return 'has been built; its tags are being published with those of the others';
    case 'shared':
      return `is the same as ${reason.build}${reason.batch === undefined ? '' : ` of batch ${reason.batch}`}, which is built for both`;
    case 'starting':
      return `begins on host ${reason.host} in a moment`;
    case 'superseded':
      return `batch ${reason.by} has taken the place of this one`;
    default:
      return unreachable(reason);
  }
}

/** Those hosts that may fit later are told; those that never will, only where there are no others. */
function hostsSentence(misfits: readonly Misfit[]): string {
  const later = misfits.filter((misfit) => !isForGood(misfit));
  if (later.length > 0) return listed(later.map(misfitText));
  return misfits.length === 0 ? 'there is no host' : `no host fits: ${listed(misfits.map(misfitText))}`;
}

function misfitText(misfit: Misfit): string {
  const host = `host ${misfit.host}`;
  switch (misfit.code) {
    case 'not-listed':
      return `${host} is not among ${misfit.listed.join(', ')}`;
    case 'labels':
      return `${host} lacks ${Object.entries(misfit.missing)
        .map(([label, value]) => `${label}=${value}`)
        .join(', ')}`;
    case 'platform':
      return `${host} builds for ${misfit.has.join(', ')}, not ${misfit.platform}`;
    case 'pinned':
      return `${host} has not the images of the builds that it needs, which host ${misfit.to} has`;
    case 'drained':
      return `${host} is drained`;
    case 'away':
      return `${host} is away`;
    case 'full':
      return `${host} is at its limit: ${amount(misfit)} run`;
    case 'batch-full':
      return `${host} is at the batch's limit: ${amount(misfit)} run`;
    default:
      return unreachable(misfit);
  }
}

function amount({ running, limit }: { readonly running: number; readonly limit: number }): string {
  return `${running} of ${limit}`;
}

const most = 5;

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, most).join('; ');
  return texts.length > most ? `${shown}; and ${texts.length - most} more` : shown;
}
