import { isNothing, type Message } from '../engine-api/fields.js';
import { bytes, each, noFlag, pairs, saidApart, value, whenTrue, yesOrNo } from './flags.js';
import { tellMount } from './mount-flags.js';
import { resourceFlags, tellRestart } from './resource-flags.js';
import { at, type Flags, join, nothing, say, tell, tellEach, type Told, unsayable } from './told.js';

interface Binding {
  readonly HostIp?: string;
  readonly HostPort?: string;
}

/** How `docker run` says how a container stands on its host. */
export const hostFlags: Flags = {
  ...resourceFlags,
  Annotations: pairs('--annotation'),
  AutoRemove: whenTrue('--rm'),
  Binds: each('--volume'),
  CapAdd: each('--cap-add'),
  CapDrop: each('--cap-drop'),
  Cgroup: noFlag,
  CgroupnsMode: value('--cgroupns'),
  /** It is the size of the terminal that the line is typed in. */
  ConsoleSize: (size: readonly number[]) => (size.every((side) => side === 0) ? nothing : unsayable),
  ContainerIDFile: value('--cidfile'),
  Dns: each('--dns'),
  DnsOptions: each('--dns-option'),
  DnsSearch: each('--dns-search'),
  ExtraHosts: each('--add-host'),
  GroupAdd: each('--group-add'),
  Init: yesOrNo('--init'),
  IpcMode: value('--ipc'),
  Isolation: value('--isolation'),
  Links: each('--link'),
  LogConfig: (log: Message) => tell({ Config: pairs('--log-opt'), Type: value('--log-driver') }, log),
  MaskedPaths: masked,
  Mounts: (mounts: readonly Message[]) => tellEach(mounts, tellMount),
  NetworkMode: saidApart,
  OomScoreAdj: value('--oom-score-adj'),
  PidMode: value('--pid'),
  PortBindings: published,
  Privileged: whenTrue('--privileged'),
  PublishAllPorts: whenTrue('--publish-all'),
  ReadonlyPaths: (_: never, host: Message) => (isUnmasked(host) ? nothing : unsayable),
  ReadonlyRootfs: whenTrue('--read-only'),
  RestartPolicy: (policy: Message) => (policy['Name'] === 'no' ? nothing : tellRestart(policy)),
  Runtime: value('--runtime'),
  SecurityOpt: (options: readonly string[]) => tellEach(options, tellSecurityOption),
  ShmSize: bytes('--shm-size'),
  StorageOpt: pairs('--storage-opt'),
  Sysctls: pairs('--sysctl'),
  Tmpfs: (mounts: Readonly<Record<string, string>>) =>
    each('--tmpfs')(Object.entries(mounts).map(([path, options]) => (options ? `${path}:${options}` : path))),
  UTSMode: value('--uts'),
  UsernsMode: value('--userns'),
  VolumeDriver: value('--volume-driver'),
  VolumesFrom: each('--volumes-from'),
};

/** One flag says that neither list hides anything; for another list there is none. */
function masked(_: never, host: Message): Told {
  return isUnmasked(host) ? say('--security-opt', 'systempaths=unconfined') : unsayable;
}

function isUnmasked({ MaskedPaths: masks, ReadonlyPaths: readonlys }: Message): boolean {
  return [masks, readonlys].every((paths) => Array.isArray(paths) && paths.length === 0);
}

/** The CLI takes the file of a seccomp profile, and sends what is in it. */
function tellSecurityOption(option: string): Told {
  const profile = /^seccomp[=:](.*)$/s.exec(option)?.[1];
  return profile === undefined || ['builtin', 'unconfined'].includes(profile)
    ? say('--security-opt', option)
    : unsayable;
}

function published(ports: Readonly<Record<string, readonly Binding[] | null>>): Told {
  return join(
    ...Object.entries(ports).map(([port, bindings]) =>
      isNothing(bindings)
        ? at(`.${port}`, unsayable)
        : say(...(bindings ?? []).flatMap((on) => ['--publish', portText(port, on)])),
    ),
  );
}

function portText(port: string, { HostIp: ip = '', HostPort: host = '' }: Binding): string {
  const inside = port.replace(/\/tcp$/, '');
  if (ip === '') return host === '' ? inside : `${host}:${inside}`;
  return `${ip.includes(':') ? `[${ip}]` : ip}:${host}:${inside}`;
}
