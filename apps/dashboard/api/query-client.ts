import { keepPreviousData, QueryClient } from '@tanstack/react-query';
import { Problem } from './client.js';

/** Asks again what failed because the API was away; what it refused, it would refuse again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The log says when something has changed.
      staleTime: 60_000,
      placeholderData: keepPreviousData,
      networkMode: 'always',
      retry: (failures, error) => !(error instanceof Problem && error.status > 0 && error.status < 500) && failures < 2,
      retryDelay: 500,
    },
    mutations: { networkMode: 'always' },
  },
});
