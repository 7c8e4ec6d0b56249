import { z } from 'zod';
import { labels } from './container-config.fields.js';
import {
  bool,
  type Fields,
  hostOnly,
  type HostPolicy,
  int,
  type Power,
  powerUnless,
  type Reference,
  refersTo,
  string,
  stringMap,
} from './fields.js';

const ofHost = { why: 'it opens a path of the host that its owner has not allowed' };
const ofDriver = { why: 'a volume driver can mount any directory of the host' };
const reaching = 'mounts made on one side appear on the other';

/** A volume that the default driver has, or makes. */
const volumeName = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;
/** What is said of a bind after its paths. A volume's name or the allowed path decides; these modes add nothing. */
const mode = /^(?:(?:ro|rw|z|Z|copy|nocopy|private|rprivate|consistent|cached|delegated)(?:,(?!$)|$))*$/;

/** A bind as `docker run -v` writes it: `name-or-/path:/target[:mode]`, or `/target` for a volume without a name. */
export const bind = refersTo(
  powerUnless(string, isFreeBind, {
    when: 'a path that is not allowed, exactly as it is written; `shared`, `slave`',
    ...ofHost,
  }),
  (value) => volumesOf(value.includes(':') ? value.split(':')[0] : undefined),
);

function isFreeBind(value: string, { binds }: HostPolicy): boolean {
  const [source = '', target, modes = '', ...rest] = value.split(':');
  if (target === undefined) return source.startsWith('/');
  if (rest.length > 0 || !mode.test(modes)) return false;
  return volumeName.test(source) || binds.includes(source);
}

/** The driver that makes volumes. */
export const volumeDriver = powerUnless(string, (name) => name === '' || name === 'local', {
  when: 'any but `local`',
  ...ofDriver,
});

/** Options of the local driver mount what they name: `type=none`, `o=bind`, `device=/`. */
export const volumeOptions = hostOnly(stringMap, 'options of a volume driver can mount any directory of the host');

/** What a tmpfs may be told. Others, such as `bind`, change what is mounted. */
const tmpfsOption =
  /^(?:|defaults|rw|ro|exec|noexec|suid|nosuid|dev|nodev|sync|async|(?:no|rel|strict)?atime|(?:no)?diratime|(?:size|mode|uid|gid|nr_inodes|nr_blocks)=[\w%]+)$/;
const ofTmpfs: Omit<Power, 'holds'> = {
  when: 'options other than of size, owner and permission',
  why: 'it changes what is mounted',
};

/** The options of a tmpfs, as `docker run --tmpfs` writes them: `size=64m,exec`. */
export const tmpfsOptions = powerUnless(
  string,
  (value) => value.split(',').every((option) => tmpfsOption.test(option)),
  ofTmpfs,
);

const tmpfsPair = {
  is: z.array(z.string().max(1_000)).min(1).max(2),
  power: {
    ...ofTmpfs,
    holds: (pair: readonly string[]) => !tmpfsOption.test(pair.filter((part) => part !== '').join('=')),
  },
};

const fields: Fields = {
  BindOptions: {
    object: {
      CreateMountpoint: bool,
      NonRecursive: bool,
      Propagation: powerUnless(string, (value) => ['', 'private', 'rprivate'].includes(value), {
        when: '`shared`, `slave` and their like',
        why: reaching,
      }),
      ReadOnlyForceRecursive: bool,
      ReadOnlyNonRecursive: bool,
    },
  },
  ClusterOptions: { object: {} },
  Consistency: string,
  ImageOptions: { object: { Subpath: string } },
  ReadOnly: bool,
  Source: string,
  Target: string,
  TmpfsOptions: { object: { Mode: int, Options: { listOf: tmpfsPair }, SizeBytes: int } },
  Type: { is: z.enum(['bind', 'cluster', 'image', 'npipe', 'tmpfs', 'volume']) },
  VolumeOptions: {
    object: {
      DriverConfig: { object: { Name: volumeDriver, Options: volumeOptions } },
      Labels: labels,
      NoCopy: bool,
      Subpath: string,
    },
  },
};

interface Mount {
  readonly Type?: string;
  readonly Source?: string;
}

/** A mount, as `docker run --mount` writes it. */
export const mount = {
  object: fields,
  power: {
    when: '`bind` with a path that is not allowed, exactly as it is written; `cluster`; `npipe`',
    ...ofHost,
    holds: (value: Mount, policy: HostPolicy) => !isFreeMount(value, policy),
  },
  refers: ({ Type, Source }: Mount): readonly Reference[] => {
    if (Type === 'image') return [{ kind: 'image', ref: Source ?? '' }];
    return Type === 'volume' ? volumesOf(Source) : [];
  },
};

function isFreeMount({ Type, Source = '' }: Mount, { binds }: HostPolicy): boolean {
  if (Type === 'bind') return binds.includes(Source);
  if (Type === 'volume') return Source === '' || volumeName.test(Source);
  return Type === 'image' || Type === 'tmpfs';
}

function volumesOf(name = ''): readonly Reference[] {
  return volumeName.test(name) ? [{ kind: 'volume', ref: name }] : [];
}
