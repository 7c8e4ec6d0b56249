import type { Words } from '../words/en.js';
import { useWords } from '../words/words.js';

const tones: Readonly<Record<string, string>> = {
  built: 'good',
  cancelled: 'warn',
  created: 'quiet',
  dangling: 'warn',
  dead: 'bad',
  exited: 'quiet',
  failed: 'bad',
  indeterminate: 'warn',
  intermediate: 'quiet',
  killed: 'warn',
  open: 'good',
  paused: 'warn',
  queued: 'wait',
  reachable: 'good',
  refused: 'bad',
  removed: 'quiet',
  restarting: 'warn',
  running: 'busy',
  shared: 'busy',
  skipped: 'quiet',
  succeeded: 'good',
  tagged: 'good',
  'timed-out': 'bad',
  unreachable: 'bad',
  valid: 'good',
  waiting: 'wait',
};

/** A state, by a word and a mark: the colour is never all that tells it. */
export function State({ of: state, tone }: { readonly of: string; readonly tone?: string }) {
  const { states } = useWords();
  return (
    <span className={`state ${tone ?? tones[state] ?? 'quiet'}`}>
      {(states as Readonly<Record<string, string>>)[state] ?? state}
    </span>
  );
}

/** What a job can have come to, for a filter to choose from. */
export function outcomes({
  succeeded,
  failed,
  refused,
  killed,
  'timed-out': timedOut,
  indeterminate,
  running,
  queued,
}: Words['states']) {
  return { running, queued, succeeded, failed, refused, killed, 'timed-out': timedOut, indeterminate };
}
