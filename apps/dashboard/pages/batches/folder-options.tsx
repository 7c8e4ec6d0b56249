import { useBuildWords } from '../../words/build-words.js';
import { Field } from '../run/fields.js';
import type { FolderDraft } from './folder-draft.js';

interface Props {
  readonly draft: FolderDraft;
  readonly onChange: (draft: FolderDraft) => void;
}

/** How a folder is to be built. */
export function FolderOptions({ draft, onChange }: Props) {
  const { folder: words } = useBuildWords();
  const change = (part: Partial<FolderDraft>) => onChange({ ...draft, ...part });
  return (
    <div className="fields">
      <Field
        label={words.name}
        value={draft.name}
        maxLength={200}
        autoComplete="off"
        onChange={({ target }) => change({ name: target.value })}
      />
      <Field
        label={words.template}
        hint={words.templateHint}
        value={draft.template}
        autoComplete="off"
        onChange={({ target }) => change({ template: target.value })}
      />
      <Choice
        label={words.context}
        value={draft.context}
        values={words.contexts}
        onChange={(context) => change({ context })}
      />
      <Choice
        label={words.failure}
        value={draft.failure}
        values={words.failures}
        onChange={(failure) => change({ failure })}
      />
      <label className="check">
        <input type="checkbox" checked={draft.push} onChange={({ target }) => change({ push: target.checked })} />{' '}
        {words.push}
      </label>
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly values: Readonly<Record<Value, string>>;
  readonly onChange: (value: Value) => void;
}

function Choice<Value extends string>({ label, value, values, onChange }: ChoiceProps<Value>) {
  const names = Object.keys(values) as Value[];
  return (
    <label className="field-choice">
      <span>{label}</span>
      <select value={value} onChange={({ target }) => onChange(names.find((name) => name === target.value) ?? value)}>
        {names.map((name) => (
          <option key={name} value={name}>
            {values[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
