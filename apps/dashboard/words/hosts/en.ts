import type { Wording } from '../en.js';

/** Hosts and their disks, and what they know of registries: loaded with the pages that say it. */
export const hosts = {
  usage: 'Disk use over time',
  images: 'images',
  containers: 'containers',
  volumes: 'volumes',
  buildCache: 'build cache',
  reclaimable: (size: string) => `${size} could be free`,
  notMeasured: 'Not measured yet. A worker measures each host, at most every ten minutes.',
  drained: 'drained',
  drain: 'Drain',
  undrain: 'Undrain',
  drainHint: 'Builds of batches stay away from a drained host; what runs there goes on.',
  labels: 'Labels',
  noLabels: 'none',
  running: (running: string, containers: string) => `${running} of ${containers} containers running`,
  registries: {
    title: 'Registries',
    lead: 'What the hosts know of registries.',
    mirrors: 'Mirrors',
    insecure: 'Insecure',
    secure: 'by TLS',
    none: 'none',
    login: 'Check a login',
    server: 'Registry',
    user: 'User',
    password: 'Password',
    networks: 'registries without TLS in the networks',
    job: 'Its job',
  },
} as const;

/** The same keys with any words. */
export type HostWords = Wording<typeof hosts>;
