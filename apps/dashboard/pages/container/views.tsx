import { Link } from '@tanstack/react-router';
import { useFilters } from '../../parts/filters.js';
import { useLiveWords } from '../../words/live/use-live-words.js';

const views = ['life', 'logs', 'load', 'terminal'] as const;
type View = (typeof views)[number];

/** What of the container is looked at; the address has it. */
export function useView(): View {
  const { view } = useFilters(['view']);
  return views.find((name) => name === view) ?? 'life';
}

/** Leads from one view of the container to the others; the one that is shown is marked by the router. */
export function Views() {
  const { views: words } = useLiveWords();
  return (
    <nav className="choices" aria-label={words.label}>
      {views.map((name) => (
        <Link
          key={name}
          to="."
          search={(before) => ({ ...before, view: name === 'life' ? undefined : name })}
          className="button"
          activeOptions={{ includeSearch: true, explicitUndefined: true }}
        >
          {words[name]}
        </Link>
      ))}
    </nav>
  );
}
