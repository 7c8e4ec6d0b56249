import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
} from '@tanstack/react-router';
import { Failure } from './parts/outcome.js';
import { Layout } from './shell/layout.js';
import { NotFound } from './shell/not-found.js';

/** What each address may carry: the moment, the other one that it is compared with, and the page's own filters. */
export interface PageSearch {
  readonly at?: number;
  readonly from?: number;
  readonly [filter: string]: string | number | undefined;
}

const root = createRootRoute({
  component: Layout,
  notFoundComponent: NotFound,
  validateSearch: readSearch,
  search: { middlewares: [retainSearchParams(['at'])] },
});

/** Pages are loaded when they are opened first. */
const pages = [
  page('/', () => import('./pages/now.js'), 'NowPage'),
  page('/jobs', () => import('./pages/jobs.js'), 'JobsPage'),
  page('/jobs/$id', () => import('./pages/job.js'), 'JobPage'),
  page('/batches', () => import('./pages/batches.js'), 'BatchesPage'),
  page('/batches/$id', () => import('./pages/batch.js'), 'BatchPage'),
  page('/builds', () => import('./pages/builds.js'), 'BuildsPage'),
  page('/builds/$id', () => import('./pages/build.js'), 'BuildPage'),
  page('/dockerfile', () => import('./pages/dockerfile.js'), 'DockerfilePage'),
  page('/containers', () => import('./pages/containers.js'), 'ContainersPage'),
  page('/containers/$id', () => import('./pages/container.js'), 'ContainerPage'),
  page('/images', () => import('./pages/images.js'), 'ImagesPage'),
  page('/images/graph', () => import('./pages/image-graph.js'), 'ImageGraphPage'),
  page('/images/$id', () => import('./pages/image.js'), 'ImagePage'),
  page('/networks', () => import('./pages/networks.js'), 'NetworksPage'),
  page('/volumes', () => import('./pages/volumes.js'), 'VolumesPage'),
  page('/prune', () => import('./pages/prune.js'), 'PrunePage'),
  page('/audit', () => import('./pages/audit.js'), 'AuditPage'),
  page('/changes', () => import('./pages/changes.js'), 'ChangesPage'),
  page('/run', () => import('./pages/run.js'), 'RunPage'),
  page('/settings', () => import('./pages/settings.js'), 'SettingsPage'),
] as const;

export const router = createRouter({
  routeTree: root.addChildren(pages),
  defaultPreload: 'intent',
  defaultErrorComponent: ({ error, reset }) => <Failure error={error} retry={reset} />,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

function page<Path extends string, Name extends string>(
  path: Path,
  load: () => Promise<Readonly<Record<Name, React.ComponentType>>>,
  name: Name,
) {
  return createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load, name) });
}

/** Reads what is in an address: numbers stay numbers, and what is empty is left out. */
function readSearch(search: Readonly<Record<string, unknown>>): PageSearch {
  const entries = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isMoment(name, value) ? Number(value) : asText(value)]),
  );
}

function isMoment(name: string, value: unknown): boolean {
  return (name === 'at' || name === 'from') && Number.isSafeInteger(Number(value)) && Number(value) > 0;
}

function asText(value: unknown): string | undefined {
  return typeof value === 'object' ? undefined : String(value);
}
