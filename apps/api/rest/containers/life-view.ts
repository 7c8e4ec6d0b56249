import type { ContainerLife, LifeEntry, ToldFact } from '#read-models';
import { type JobView, viewJob } from '../jobs/job-view.js';
import { type PageView, viewPage } from '../moments.js';

type EntryView =
  | ({ readonly entry: 'fact' } & Omit<ToldFact, 'kind' | 'host' | 'id'>)
  | { readonly entry: 'job'; readonly position: number; readonly job: JobView };

/** A page of a container's life as REST shows it: each job with links to itself and to its kept output. */
export type LifeView = PageView<EntryView> & Pick<ContainerLife, 'container'>;

export function viewLife({ container, ...page }: ContainerLife): LifeView {
  const { position, items, next } = viewPage(page);
  return { position, container, items: items.map(viewEntry), next };
}

function viewEntry(entry: LifeEntry): EntryView {
  if ('job' in entry) return { entry: 'job', position: entry.position, job: viewJob(entry.job) };
  const { kind: _, host: __, id: ___, ...fact } = entry.fact;
  return { entry: 'fact', ...fact };
}
