import { useQuery } from '@tanstack/react-query';
import { moment, useAt } from '../../api/at.js';
import { dataOf, rest } from '../../api/client.js';
import { jobAsOf } from './job-as-of.js';

/** A job now, or as it was at the moment of the address; `was` is undefined where it was not submitted yet. */
export function useJob(id: string) {
  const at = useAt();
  const now = useQuery({
    queryKey: ['jobs', { id }],
    queryFn: () => dataOf(rest.GET('/v1/jobs/{id}', { params: { path: { id } } })),
  });
  const past = useQuery({
    queryKey: ['audit', { at, job: id }],
    enabled: at !== undefined,
    queryFn: () => dataOf(rest.GET('/v1/audit', { params: { query: { ...moment(at), job: id, limit: 100 } } })),
    placeholderData: undefined,
  });
  const job = now.data;
  // Signals to the job are entries too; its own is where the job begins.
  const entry = past.data?.items.find(({ position }) => position === job?.pid);
  const isKnown = job && (at === undefined || past.data !== undefined);
  return {
    data: isKnown ? { job, was: at === undefined ? job : entry && jobAsOf(job, entry) } : undefined,
    error: now.error ?? past.error,
    refetch: () => Promise.all([now.refetch(), ...(at === undefined ? [] : [past.refetch()])]),
  };
}
