import type { Message } from '../engine-api/fields.js';
import { csv, noFlag, saidApart } from './flags.js';
import { type Flags, nothing, say, tell, type Told, join, at, unsayable } from './told.js';

/** The fields of `--mount`, each `name=value`. */
const field = (name: string) => (is: number | string) => (is === '' || is === 0 ? nothing : say(`${name}=${is}`));
const mark = (name: string) => (is: boolean) => (is ? say(name) : nothing);
const fields = (name: string) => (map: Readonly<Record<string, string | null>>) =>
  join(
    ...Object.entries(map).map(([key, is]) =>
      key.includes('=') ? at(`.${key}`, unsayable) : say(`${name}=${key}=${is ?? ''}`),
    ),
  );

/** The fields of a mount, each as `--mount` has it. */
export const mountFields: Flags = {
  BindOptions: (options: Message) =>
    tell(
      {
        CreateMountpoint: noFlag,
        NonRecursive: mark('bind-recursive=disabled'),
        Propagation: field('bind-propagation'),
        ReadOnlyForceRecursive: mark('bind-recursive=readonly'),
        ReadOnlyNonRecursive: mark('bind-recursive=writable'),
      },
      options,
    ),
  ClusterOptions: saidApart,
  Consistency: field('consistency'),
  ImageOptions: (options: Message) => tell({ Subpath: field('image-subpath') }, options),
  ReadOnly: mark('readonly'),
  Source: field('source'),
  Target: field('target'),
  TmpfsOptions: (options: Message) =>
    tell(
      {
        Mode: (mode: number) => (mode === 0 ? nothing : say(`tmpfs-mode=${mode.toString(8)}`)),
        Options: noFlag,
        SizeBytes: field('tmpfs-size'),
      },
      options,
    ),
  Type: field('type'),
  VolumeOptions: (options: Message) =>
    tell(
      {
        DriverConfig: (driver: Message) =>
          tell({ Name: field('volume-driver'), Options: fields('volume-opt') }, driver),
        Labels: fields('volume-label'),
        NoCopy: mark('volume-nocopy'),
        Subpath: field('volume-subpath'),
      },
      options,
    ),
};

/** Says a mount, as `docker run --mount` has it. */
export function tellMount(mount: Message): Told {
  const { words, unsaid } = tell(mountFields, mount);
  return { words: ['--mount', csv(words)], unsaid };
}
