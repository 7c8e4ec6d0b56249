import { useSearch } from '@tanstack/react-router';

/** The other moment that the address names, with which that one is compared. */
export function useFrom(): number | undefined {
  const { from } = useSearch({ strict: false });
  return typeof from === 'number' ? from : undefined;
}

/** The moment that the address names, as reads take it; undefined is now, as it changes. */
export function useAt(): number | undefined {
  const { at } = useSearch({ strict: false });
  return typeof at === 'number' ? at : undefined;
}

/** A moment as a query has it. */
export function moment(at: number | undefined): { readonly at?: string } {
  return at === undefined ? {} : { at: String(at) };
}
