import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { isLong } from '../live/long-lists.js';

interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** A list that comes a page at a time; all its pages are as of the moment of the first. */
export function usePagesOf<Item>(
  key: readonly unknown[],
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<Item>>,
) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: Infinity,
  });
  const client = useQueryClient();
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  return {
    data: query.data?.pages.flatMap(({ items }) => items),
    error: query.error,
    refetch: query.refetch,
    isBehind: query.isStale && isLong(query.data),
    renew: () => void client.resetQueries({ queryKey: key, exact: true }),
    more: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage({ cancelRefetch: false });
    },
  };
}
