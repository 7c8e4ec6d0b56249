import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useWords } from '../words/words.js';
import { Text } from './text.js';
import { At } from './when.js';

export interface TimelineEntry {
  readonly key: string;
  readonly position: number;
  readonly time: string;
  readonly title: string;
  readonly tone: string;
  readonly why?: ReactNode;
  readonly detail?: string;
}

/** A life as a line, the oldest first; each point leads to its moment. */
export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const { time } = useWords();
  return (
    <ol className="timeline">
      {entries.map(({ key, position, time: when, title, tone, why, detail }) => (
        <li key={key} className={tone}>
          <div className="timeline-head">
            <strong>{title}</strong> <span className="because">{why}</span>
          </div>
          <div className="hint">
            <At time={when} /> ·{' '}
            <Link to="." search={(before) => ({ ...before, at: position })} title={time.goThere}>
              {position}
            </Link>
          </div>
          {detail !== undefined && detail !== '' && (
            <div className="timeline-detail">
              <Text>{detail}</Text>
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
