import { useQuery } from '@tanstack/react-query';
import type { WholeBuild } from '../../api/answers.js';
import { dataOf, rest } from '../../api/client.js';
import { Answer } from '../../parts/outcome.js';
import { lastWriting, spansOf } from '../../terminal/ansi.js';
import { useBuildWords } from '../../words/build-words.js';

/** Of a step that wrote more, the beginning is shown; the whole is a download. */
const shownBytes = 200_000;

interface Props {
  readonly build: string;
  readonly step: WholeBuild['steps'][number];
}

/** What a step's command wrote; it grows while the step runs. */
export function StepOutput({ build, step }: Props) {
  const { build: words } = useBuildWords();
  const path = { id: build, step: step.number };
  const output = useQuery({
    // What has ended changes no more: it is of its moment.
    queryKey: ['build', { ...path, output: true, at: step.endedAt ?? undefined }],
    queryFn: async ({ signal }) => {
      const call = rest.GET('/v1/builds/{id}/steps/{step}/output', { params: { path }, parseAs: 'stream', signal });
      return beginningOf((await dataOf(call)) as ReadableStream<Uint8Array> | null);
    },
  });
  return (
    <div className="step-output">
      <Answer to={output}>
        {({ lines, isCut }) => (
          <>
            <div
              className="terminal plain-terminal"
              tabIndex={0}
              role="log"
              aria-live="off"
              aria-label={words.outputOf(String(step.number))}
            >
              {lines.length === 0 && <p className="hint">{words.nothing}</p>}
              {lines.map((line, index) => (
                <div key={index} className="terminal-text" dir="ltr">
                  {spansOf(line).map(({ text, classes }, place) => (
                    <span key={place} className={classes || undefined}>
                      {text}
                    </span>
                  ))}
                </div>
              ))}
            </div>
            <p className="hint">
              {isCut && words.cut}{' '}
              <a href={`/v1/builds/${build}/steps/${step.number}/output`} download={`${build}.${step.number}.log`}>
                {words.download}
              </a>
            </p>
          </>
        )}
      </Answer>
    </div>
  );
}

async function beginningOf(stream: ReadableStream<Uint8Array> | null) {
  const decoder = new TextDecoder();
  const reader = stream?.getReader();
  let text = '';
  let length = 0;
  while (reader && length < shownBytes) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    text += decoder.decode(value, { stream: true });
  }
  const isCut = length >= shownBytes;
  if (isCut) void reader?.cancel();
  return { lines: text === '' ? [] : text.replace(/\n$/, '').split('\n').map(lastWriting), isCut };
}
