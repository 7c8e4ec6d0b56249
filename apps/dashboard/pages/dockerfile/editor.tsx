import { type KeyboardEvent, memo, type Ref, useImperativeHandle, useMemo, useRef } from 'react';
import type { Explanation } from '../../api/answers.js';
import { type Coloured, colouredLines } from './coloured.js';

export interface EditorHandle {
  /** Puts the cursor at the beginning of a line. */
  goTo(line: number): void;
}

interface Props {
  readonly ref: Ref<EditorHandle>;
  readonly label: string;
  readonly text: string;
  readonly findings: Explanation['findings'];
  readonly onChange: (text: string) => void;
}

const lineHeight = 20;

/** A text field as every browser has it; behind it the same text in colours, beside it the lines with their marks. */
export function Editor({ ref, label, text, findings, onChange }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const behind = useRef<HTMLPreElement>(null);
  const gutter = useRef<HTMLOListElement>(null);
  const lines = useMemo(() => colouredLines(text), [text]);
  const marks = useMemo(() => Map.groupBy(findings, ({ line }) => line), [findings]);
  useImperativeHandle(ref, () => ({
    goTo(line) {
      const start = text.split('\n', line - 1).reduce((sum, { length }) => sum + length + 1, 0);
      field.current?.focus();
      field.current?.setSelectionRange(start, start);
      if (field.current) field.current.scrollTop = Math.max(0, (line - 4) * lineHeight);
    },
  }));
  const follow = () => {
    const { scrollTop = 0, scrollLeft = 0 } = field.current ?? {};
    behind.current?.scrollTo(scrollLeft, scrollTop);
    gutter.current?.scrollTo(0, scrollTop);
  };
  const indent = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Tab leads on to the next field, as everywhere: a line begins as the one before it instead.
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    const { value, selectionStart } = event.currentTarget;
    const line = value.slice(value.lastIndexOf('\n', selectionStart - 1) + 1, selectionStart);
    const [spaces = ''] = /^[ \t]*/.exec(line) ?? [];
    if (spaces === '') return;
    event.preventDefault();
    event.currentTarget.setRangeText(`\n${spaces}`, selectionStart, event.currentTarget.selectionEnd, 'end');
    onChange(event.currentTarget.value);
  };
  return (
    <div className={`editor${lines ? '' : ' plain'}`}>
      {lines && (
        <ol className="editor-lines" ref={gutter} aria-hidden="true">
          {lines.map((_, index) => {
            const worst = worstAt(marks, index + 1);
            return (
              <li key={index} className={worst && `mark-${worst.severity}`} title={worst?.message}>
                {index + 1}
              </li>
            );
          })}
        </ol>
      )}
      <div className="editor-text">
        {lines && (
          <pre ref={behind} aria-hidden="true">
            {lines.map((spans, index) => (
              <Line key={index} spans={spans} severity={worstAt(marks, index + 1)?.severity} />
            ))}
          </pre>
        )}
        <textarea
          ref={field}
          aria-label={label}
          aria-describedby="findings"
          aria-invalid={findings.some(({ severity }) => severity === 'error')}
          value={text}
          maxLength={1_048_576}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          dir="ltr"
          onChange={({ target }) => onChange(target.value)}
          onKeyDown={indent}
          onScroll={follow}
        />
      </div>
    </div>
  );
}

type Finding = Explanation['findings'][number];

/** Of several findings of a line the gravest marks it. */
function worstAt(marks: ReadonlyMap<number, readonly Finding[]>, line: number): Finding | undefined {
  const found = marks.get(line) ?? [];
  return (
    found.find(({ severity }) => severity === 'error') ??
    found.find(({ severity }) => severity === 'warning') ??
    found[0]
  );
}

interface LineProps {
  readonly spans: readonly Coloured[];
  readonly severity: Finding['severity'] | undefined;
}

const Line = memo(function Line({ spans, severity }: LineProps) {
  return (
    <div className={severity && `line-${severity}`}>
      {spans.map(({ text, kind }, place) => (
        <span key={place} className={kind && `d-${kind}`}>
          {text}
        </span>
      ))}
      {'\n'}
    </div>
  );
});
