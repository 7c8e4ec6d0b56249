import { Link } from '@tanstack/react-router';
import type { LifeEntry } from '../../api/answers.js';
import { Because } from '../../parts/cause.js';
import { Timeline } from '../../parts/timeline.js';
import { plainText } from '../../parts/values.js';
import { Text } from '../../parts/text.js';

/** A life as a line: what happened, why, and by whom. */
export function Life({ entries }: { readonly entries: readonly LifeEntry[] }) {
  return (
    <Timeline
      entries={entries.map((entry) =>
        entry.entry === 'fact'
          ? {
              key: `fact-${entry.position}`,
              position: entry.position,
              time: entry.at,
              title: entry.type,
              tone: toneOf(entry.type, entry.cause.by),
              why: <Because cause={entry.cause} actor={entry.actor} />,
              detail: changesIn(entry.changes),
            }
          : {
              key: `job-${entry.position}`,
              position: entry.position,
              time: entry.job.submittedAt,
              title: entry.job.name,
              tone: 'command',
              why: (
                <>
                  <Link to="/jobs/$id" params={{ id: entry.job.id }}>
                    PID {entry.job.pid}
                  </Link>{' '}
                  <Text>{entry.job.actor}</Text>
                </>
              ),
            },
      )}
    />
  );
}

function toneOf(type: string, by: string): string {
  if (by === 'drift') return 'warn';
  if (/Started|Unpaused/.test(type)) return 'good';
  return /Died|Exited|Removed|Oom|Killed/i.test(type) ? 'bad' : 'quiet';
}

const most = 6;

function changesIn(changes: Readonly<Record<string, { readonly before?: unknown; readonly after?: unknown }>>): string {
  // Of what has just come to be, its configuration tells, beside it.
  const told = Object.entries(changes).filter(
    ([field, { before, after }]) => !('id' in changes) && field !== 'detail' && !isWhole(before, after),
  );
  const more = told.length > most ? ' …' : '';
  return (
    told
      .slice(0, most)
      .map(([field, { before, after }]) => `${field}: ${short(before)} → ${short(after)}`)
      .join(' · ') + more
  );
}

function isWhole(...values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === 'object' && value !== null);
}

function short(value: unknown): string {
  const text = value === null || value === undefined || value === '' ? '–' : plainText(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
