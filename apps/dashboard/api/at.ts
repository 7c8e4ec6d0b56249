import { useSearch } from '@tanstack/react-router';

/** The moment that the address names, as reads take it; undefined is now, as it changes. */
export function useAt(): number | undefined {
  const { at } = useSearch({ strict: false });
  return typeof at === 'number' ? at : undefined;
}

/** A moment as a query has it. */
export function moment(at: number | undefined): { readonly at?: string } {
  return at === undefined ? {} : { at: String(at) };
}
