import { memo } from 'react';
import { dataOf, rest } from '../api/client.js';
import { type Mark, markOf } from '../live/live.js';

/** What stands in the log from a position on: what has not come to the page live. */
export async function loadMarks(first: number, count: number, signal: AbortSignal): Promise<readonly Mark[]> {
  const query = { after: first - 1, limit: count };
  return (await dataOf(rest.GET('/v1/events', { params: { query }, signal }))).items.map(markOf);
}

interface Props {
  readonly marks: readonly Mark[];
  readonly first: number;
  readonly last: number;
}

/** What happened on the stretch of time that the bar shows; the slider itself tells it in words. */
export const Marks = memo(function Marks({ marks, first, last }: Props) {
  const width = Math.max(1, last - first);
  return (
    <svg className="marks" viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true">
      {marks.map(({ position, kind }) => (
        <rect
          key={position}
          className={`mark-${kind}`}
          x={((position - first) / width) * 997}
          y="0"
          width="3"
          height="16"
        />
      ))}
    </svg>
  );
});
