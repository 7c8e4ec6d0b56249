import { useId } from 'react';
import type { Explanation } from '../../api/answers.js';
import { useBuildWords } from '../../words/build-words.js';
import { Field } from '../run/fields.js';
import { shellWords } from '../run/shell-words.js';

export interface Options {
  readonly target: string;
  readonly builder: '' | 'classic' | 'buildkit';
  /** What stands behind the image in `docker run`, as in a shell. */
  readonly args: string;
}

export const blankOptions: Options = { target: '', builder: '', args: '' };

interface Props {
  readonly options: Options;
  readonly stages: Explanation['stages'];
  readonly onChange: (options: Options) => void;
}

/** What a Dockerfile is read for. */
export function ExplainOptions({ options, stages, onChange }: Props) {
  const { dockerfile: words } = useBuildWords();
  const id = useId();
  const names = stages.flatMap(({ name }) => name ?? []);
  const targets = [...new Set([...names, ...(options.target === '' ? [] : [options.target])])];
  return (
    <div className="fields">
      <label className="field-choice" htmlFor={`${id}-target`}>
        <span>{words.target}</span>
        <select
          id={`${id}-target`}
          value={options.target}
          onChange={({ target }) => onChange({ ...options, target: target.value })}
        >
          <option value="">{words.last}</option>
          {targets.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label className="field-choice" htmlFor={`${id}-builder`}>
        <span>{words.builder}</span>
        <select
          id={`${id}-builder`}
          value={options.builder}
          onChange={({ target }) =>
            onChange({
              ...options,
              builder: (['classic', 'buildkit'] as const).find((name) => name === target.value) ?? '',
            })
          }
        >
          <option value="">{words.either}</option>
          <option>classic</option>
          <option>buildkit</option>
        </select>
      </label>
      <Field
        label={words.args}
        hint={words.argsHint}
        problem={shellWords(options.args) ? undefined : words.quote}
        value={options.args}
        autoComplete="off"
        onChange={({ target }) => onChange({ ...options, args: target.value })}
      />
    </div>
  );
}
