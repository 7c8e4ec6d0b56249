import type { Explanation } from '../../api/answers.js';
import { Text } from '../../parts/text.js';
import { useBuildWords } from '../../words/build-words.js';

/** What a container of the image will run: ENTRYPOINT and CMD as Docker combines them. */
export function WhatRuns({ runs }: Pick<Explanation, 'runs'>) {
  const { dockerfile: words } = useBuildWords();
  if (!runs) return <p className="hint">{words.nothingRuns}</p>;
  const isBase = runs.entrypoint === 'base' || runs.cmd === 'base';
  return (
    <>
      {runs.line === null ? (
        <p className="hint">{isBase ? words.base : words.nothingRuns}</p>
      ) : (
        <pre className="what-runs" tabIndex={0} aria-label={words.runs}>
          <Text>{runs.line}</Text>
        </pre>
      )}
      {runs.notes.map((note) => (
        <p key={note} className="hint">
          <Text>{note}</Text>
        </p>
      ))}
    </>
  );
}
