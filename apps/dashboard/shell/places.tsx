import type { Words } from '../words/en.js';

/** The places of the navigation, in their order. */
export const places = [
  { to: '/', name: 'now' },
  { to: '/jobs', name: 'jobs' },
  { to: '/batches', name: 'batches' },
  { to: '/builds', name: 'builds' },
  { to: '/containers', name: 'containers' },
  { to: '/images', name: 'images' },
  { to: '/networks', name: 'networks' },
  { to: '/volumes', name: 'volumes' },
  { to: '/audit', name: 'audit' },
  { to: '/changes', name: 'changes' },
  { to: '/run', name: 'run' },
  { to: '/prune', name: 'prune' },
  { to: '/settings', name: 'settings' },
] as const satisfies readonly { readonly to: string; readonly name: keyof Words['places'] }[];

type PlaceName = (typeof places)[number]['name'];

/** One line drawings, 20 by 20. */
const paths: Readonly<Record<PlaceName, string>> = {
  now: 'M3 11l3-6 4 11 3-8 1.500 3H18',
  jobs: 'M4 5h12M4 10h12M4 15h7',
  batches: 'M3 4h5v4H3zM12 4h5v4h-5zM7.500 13h5v4h-5zM5.500 8v2.500h9V8M10 10.500V13',
  builds: 'M12 3l5 5-2 2-5-5zM11 6l-8 8 3 3 8-8',
  containers: 'M3 6.500l7-3.500 7 3.500v7l-7 3.500-7-3.500zM3 6.500l7 3.500 7-3.500M10 10v7',
  images: 'M3 7l7-4 7 4-7 4zM3 10.500l7 4 7-4M3 14l7 4 7-4',
  networks: 'M10 3v5M4 17v-4h12v4M10 8v5M8.500 3h3M2.500 17h3M14.500 17h3',
  volumes: 'M4 5c0-2.500 12-2.500 12 0v10c0 2.500-12 2.500-12 0zM4 5c0 2.500 12 2.500 12 0M4 10c0 2.500 12 2.500 12 0',
  audit: 'M5 3h10v14H5zM8 7h4M8 10h4M8 13h2',
  changes: 'M4 7h11l-3-3M16 13H5l3 3',
  run: 'M6 4l10 6-10 6z',
  prune: 'M4 6h12M8 6V4h4v2M6 6l1 11h6l1-11',
  settings: 'M4 6h7M15 6h1M4 14h1M9 14h7M11 4v4M9 12v4',
};

export function PlaceMark({ name }: { readonly name: PlaceName }) {
  return (
    <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" className="mark">
      <path d={paths[name]} />
    </svg>
  );
}
