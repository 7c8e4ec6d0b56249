import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useWords } from '../words/words.js';

/** The filters of a page stand in its address: a link shows another person the same. */
export function useFilters<Name extends string>(names: readonly Name[]): Readonly<Partial<Record<Name, string>>> {
  const search = useSearch({ strict: false });
  return Object.fromEntries(
    names.flatMap((name) => (search[name] === undefined ? [] : [[name, String(search[name])]])),
  ) as Partial<Record<Name, string>>;
}

function useFilter(name: string): readonly [string, (value: string) => void] {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const set = (value: string) =>
    void navigate({
      to: '.',
      search: (before) => ({ ...before, [name]: value === '' ? undefined : value }),
      replace: true,
    });
  return [String(search[name] ?? ''), set];
}

/** A filter to write; it works a moment after the last key. */
export function WrittenFilter({ name, label }: { readonly name: string; readonly label: string }) {
  const id = useId();
  const [value, set] = useFilter(name);
  const [draft, setDraft] = useState<string>();
  useEffect(() => {
    if (draft === undefined) return undefined;
    const timer = setTimeout(() => {
      set(draft);
      setDraft(undefined);
    }, 300);
    return () => clearTimeout(timer);
    // Each key begins the wait anew.
  }, [draft]);
  return (
    <label htmlFor={id}>
      <span>{label}</span>
      <input id={id} type="search" value={draft ?? value} onChange={(event) => setDraft(event.target.value)} />
    </label>
  );
}

interface ChosenProps {
  readonly name: string;
  readonly label: string;
  /** Each value, with its word where it has one. */
  readonly values: Readonly<Record<string, string>>;
}

export function ChosenFilter({ name, label, values }: ChosenProps) {
  const id = useId();
  const { actions } = useWords();
  const [value, set] = useFilter(name);
  return (
    <label htmlFor={id}>
      <span>{label}</span>
      <select id={id} value={value} onChange={(event) => set(event.target.value)}>
        <option value="">{actions.all}</option>
        {Object.entries(values).map(([each, word]) => (
          <option key={each} value={each}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Filters({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <form className="filters" role="search" aria-label={label} onSubmit={(event) => event.preventDefault()}>
      {children}
    </form>
  );
}

/** Filters as the audit takes them: the form has checked none, so the API says what is wrong with one. */
export function asQuery(filters: Readonly<Record<string, string | undefined>>): object {
  return filters;
}
