import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { moment, useAt } from '../../api/at.js';
import { dataOf, rest } from '../../api/client.js';
import { isJob } from '../../pages/jobs/is-job.js';
import { gistOf } from '../../pages/jobs/gist.js';
import { shortId } from '../../parts/text.js';
import { useWords } from '../../words/words.js';
import type { Found } from './found.js';

/** The things on the hosts, as they were at the moment of the address, and the jobs that have the words. */
export function useThings(needle: string): readonly Found[] {
  return [...useContainers(), ...useImages(), ...useNetworks(), ...useVolumes(), ...useBatches(), ...useJobs(needle)];
}

const most = 1_000;

function useContainers(): readonly Found[] {
  const { kinds } = useWords();
  const at = useAt();
  const navigate = useNavigate();
  const { data } = useQuery({
    queryKey: ['containers', { at, palette: true }],
    queryFn: () => dataOf(rest.GET('/v1/containers', { params: { query: { ...moment(at), limit: most } } })),
  });
  return (data?.items ?? []).map(({ id, name }) => ({
    key: id,
    kind: kinds.container,
    name: `${name} ${shortId(id)}`,
    open: () => void navigate({ to: '/containers/$id', params: { id } }),
  }));
}

function useImages(): readonly Found[] {
  const { kinds } = useWords();
  const at = useAt();
  const navigate = useNavigate();
  const { data } = useQuery({
    queryKey: ['images', { at, palette: true }],
    queryFn: () => dataOf(rest.GET('/v1/images', { params: { query: { ...moment(at), limit: most } } })),
  });
  return (data?.items ?? []).map(({ id, host, tags }) => ({
    key: `${host}${id}`,
    kind: kinds.image,
    name: `${tags.join(' ')} ${shortId(id)}`,
    open: () => void navigate({ to: '/images/$id', params: { id } }),
  }));
}

function useNetworks(): readonly Found[] {
  const { kinds } = useWords();
  const at = useAt();
  const navigate = useNavigate();
  const { data } = useQuery({
    queryKey: ['networks', { at, palette: true }],
    queryFn: () => dataOf(rest.GET('/v1/networks', { params: { query: { ...moment(at), limit: most } } })),
  });
  return (data?.items ?? []).map(({ id, host, name }) => ({
    key: `${host}${id}`,
    kind: kinds.network,
    name: `${name} ${shortId(id)}`,
    open: () => void navigate({ to: '/networks', hash: `network-${id}` }),
  }));
}

function useVolumes(): readonly Found[] {
  const { kinds } = useWords();
  const at = useAt();
  const navigate = useNavigate();
  const { data } = useQuery({
    queryKey: ['volumes', { at, palette: true }],
    queryFn: () => dataOf(rest.GET('/v1/volumes', { params: { query: { ...moment(at), limit: most } } })),
  });
  return (data?.items ?? []).map(({ host, name }) => ({
    key: `volume ${host} ${name}`,
    kind: kinds.volume,
    name,
    open: () => void navigate({ to: '/volumes', search: { name } }),
  }));
}

/** Batches as they are now: what they were is told by their own pages. */
function useBatches(): readonly Found[] {
  const { places } = useWords();
  const navigate = useNavigate();
  const { data } = useQuery({
    queryKey: ['batches', { palette: true }],
    queryFn: () => dataOf(rest.GET('/v1/batches', { params: { query: { limit: 100 } } })),
  });
  return (data?.items ?? []).map(({ id, pid, name }) => ({
    key: `batch ${id}`,
    kind: places.batches,
    name: `${name} ${pid}`,
    open: () => void navigate({ to: '/batches/$id', params: { id } }),
  }));
}

/** There are more jobs than a page can hold: those are asked for that have what was typed among their words. */
function useJobs(needle: string): readonly Found[] {
  const { shell } = useWords();
  const at = useAt();
  const navigate = useNavigate();
  const { data } = useQuery({
    queryKey: ['audit', { at, palette: needle }],
    enabled: needle.length > 1,
    queryFn: ({ signal }) =>
      dataOf(rest.GET('/v1/audit', { params: { query: { ...moment(at), q: `${needle}*`, limit: 12 } }, signal })),
    retry: false,
  });
  return (data?.items ?? []).filter(isJob).map(({ job, name, args, position }) => ({
    key: `job ${position}`,
    kind: shell.job,
    name: `${name} ${gistOf(name, args)} ${position}`,
    open: () => void navigate({ to: '/jobs/$id', params: { id: job ?? '' } }),
  }));
}
