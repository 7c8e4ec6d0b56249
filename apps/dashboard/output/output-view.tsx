import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Job } from '../api/client.js';
import { bytes } from '../parts/bytes.js';
import { Failure } from '../parts/outcome.js';
import { plainOf, spansOf } from '../terminal/ansi.js';
import { useWords } from '../words/words.js';
import { type Output, useOutput } from './use-output.js';

const streams = ['stdout', 'stderr'] as const;

/** What a job writes. */
export function OutputView({ job }: { readonly job: Pick<Job, 'id' | 'output'> }) {
  const { output: words } = useWords();
  const output = useOutput(job);
  const file = (stream?: string) => `/v1/jobs/${job.id}/output${stream === undefined ? '' : `?stream=${stream}`}`;
  return <LinesView output={output} title={words.title} name={job.id} file={file} />;
}

interface LinesProps {
  readonly output: Output;
  readonly title: string;
  /** What a downloaded file is named after. */
  readonly name: string;
  /** Where all of it, or one of its streams, is to be had. */
  readonly file: (stream?: string) => string;
}

/** What is written: live, both streams told apart, searched, and to be taken along. */
export function LinesView({ output, title, name, file }: LinesProps) {
  const { output: words } = useWords();
  const [hidden, setHidden] = useState<string>();
  const [sought, setSought] = useState('');
  const [isFollowing, setIsFollowing] = useState(true);
  const needle = sought.toLowerCase();
  const shown = useMemo(
    () =>
      output.lines.filter(
        ({ stream, text }) => stream !== hidden && (needle === '' || plainOf(text).toLowerCase().includes(needle)),
      ),
    [output.lines, hidden, needle],
  );
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: shown.length,
    estimateSize: () => 20,
    overscan: 20,
    getScrollElement: () => box.current,
  });
  useEffect(() => {
    if (isFollowing && shown.length > 0) virtual.scrollToIndex(shown.length - 1, { align: 'end' });
  }, [isFollowing, shown.length, virtual]);
  return (
    <div className="output">
      <div className="output-bar">
        <input
          type="search"
          value={sought}
          placeholder={words.search}
          aria-label={words.search}
          onChange={(event) => setSought(event.target.value)}
        />
        {streams.map((stream) => (
          <label key={stream} className={`check ${stream}`}>
            <input
              type="checkbox"
              checked={hidden !== stream}
              onChange={() => setHidden(hidden === stream ? undefined : stream)}
            />{' '}
            {stream}
          </label>
        ))}
        <label className="check">
          <input type="checkbox" checked={isFollowing} onChange={(event) => setIsFollowing(event.target.checked)} />{' '}
          {words.follow}
        </label>
        <span className="hint">
          <span role="status">{output.isOpen ? words.open : words.ended}</span> · {words.lines(String(shown.length))}
        </span>
        <a href={file()} download={`${name}.log`}>
          {words.download}
        </a>
        {streams.map((stream) => (
          <a key={stream} href={file(stream)} download={`${name}.${stream}.log`}>
            {stream}
          </a>
        ))}
      </div>
      {output.error !== undefined && <Failure error={output.error} />}
      <Turning output={output} />
      <div className="terminal" ref={box} tabIndex={0} role="log" aria-label={title} aria-live="off">
        {shown.length === 0 && <p className="hint">{output.isOpen ? words.nothingYet : words.nothing}</p>}
        <div style={{ height: virtual.getTotalSize() }} className="terminal-lines">
          {virtual.getVirtualItems().map(({ index, start }) => {
            const line = shown[index];
            return (
              line && (
                <div
                  key={index}
                  data-index={index}
                  ref={virtual.measureElement}
                  className={`terminal-line ${line.stream}`}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <span className="terminal-number" aria-hidden="true">
                    {line.number}
                  </span>
                  <span className="terminal-text" dir="ltr">
                    {spansOf(line.text).map(({ text, classes }, place) => (
                      <span key={place} className={classes || undefined}>
                        {text}
                      </span>
                    ))}
                  </span>
                </div>
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** Where the page shows a part of what was written: how much is before it, and the ways to other parts. */
function Turning({ output: { skipped, earlier, later, toEnd } }: { readonly output: Output }) {
  const { output: words } = useWords();
  if (skipped === 0 && !toEnd) return null;
  return (
    <div className="output-bar">
      {skipped > 0 && <span className="hint">{words.skipped(bytes(skipped))}</span>}
      {earlier && (
        <button type="button" className="plain" onClick={earlier}>
          {words.earlier}
        </button>
      )}
      {later && (
        <button type="button" className="plain" onClick={later}>
          {words.later}
        </button>
      )}
      {toEnd && (
        <button type="button" className="plain" onClick={toEnd}>
          {words.toEnd}
        </button>
      )}
    </div>
  );
}
