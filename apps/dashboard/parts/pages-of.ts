import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
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
    // Thousands of entries would be compared with themselves, one by one, each time that some are added.
    structuralSharing: false,
  });
  const client = useQueryClient();
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const pages = query.data?.pages;
  const data = useMemo(() => pages?.flatMap(({ items }) => items), [pages]);
  return {
    data,
    error: query.error,
    refetch: query.refetch,
    isBehind: query.isStale && isLong(query.data),
    renew: () => void client.resetQueries({ queryKey: key, exact: true }),
    more: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage({ cancelRefetch: false });
    },
  };
}
