import { queryOptions, useQuery } from '@tanstack/react-query';
import { dataOf, rest, setCsrf } from './client.js';

/** Who is signed in, and where the log stood then. */
export const session = queryOptions({
  queryKey: ['session'],
  queryFn: async () => {
    const found = await dataOf(rest.GET('/v1/session'));
    setCsrf(found.csrf);
    return found;
  },
});

/** The name of who is signed in. */
export function useActor(): string | undefined {
  return useQuery(session).data?.actor;
}
