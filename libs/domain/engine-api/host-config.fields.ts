import { size } from './container-config.fields.js';
import {
  bool,
  type Fields,
  hostOnly,
  int,
  powerUnless,
  refersTo,
  string,
  stringMap,
  stringOrStrings,
  strings,
} from './fields.js';
import { isDefaultCapability, isOwnSysctl } from './kernel.js';
import { logConfig } from './log-config.fields.js';
import { bind, mount, tmpfsOptions, volumeDriver } from './mounts.fields.js';
import { containerMode, networkMode } from './networking.fields.js';
import { resources, restartPolicy } from './resources.fields.js';

const unmasked = 'it opens parts of /proc and /sys that Docker hides from containers';

/** Given at all, also as the empty list: an empty one hides nothing. */
const evenEmpty = { when: 'any, also the empty list', why: unmasked, holds: () => true };

/** Options of the walls around a container. */
export const securityOpt = {
  listOf: powerUnless(string, (option) => /^no-new-privileges(?:[=:]true)?$/.test(option), {
    when: 'any but `no-new-privileges`',
    why: 'it takes away a wall between the container and the host (seccomp, AppArmor, SELinux)',
  }),
};

/** How a container stands on its host. */
export const hostConfig: Fields = {
  ...resources,
  Annotations: hostOnly(stringMap, "runtimes obey them, and can change the host's services or mount its paths"),
  AutoRemove: bool,
  Binds: { listOf: bind },
  CapAdd: {
    is: stringOrStrings.is,
    power: {
      when: 'any that Docker does not give every container',
      why: 'a capability that Docker withholds can lead out of the container',
      holds: (names: readonly string[]) => !names.every(isDefaultCapability),
    },
  },
  CapDrop: stringOrStrings,
  Cgroup: hostOnly(string, 'it joins another control group'),
  CgroupnsMode: powerUnless(string, (mode) => ['', 'private'].includes(mode), {
    when: '`host`',
    why: 'it sees the control groups of the host',
  }),
  ConsoleSize: size,
  ContainerIDFile: string,
  Dns: strings,
  DnsOptions: strings,
  DnsSearch: strings,
  ExtraHosts: strings,
  GroupAdd: strings,
  IpcMode: refersTo(
    powerUnless(string, (mode) => ['', 'none', 'private', 'shareable'].includes(mode) || isOfContainer(mode), {
      when: '`host`',
      why: "it shares the memory of the host's processes",
    }),
    (mode) => containerMode(mode) ?? [],
  ),
  Isolation: string,
  Links: strings,
  LogConfig: logConfig,
  MaskedPaths: { is: strings.is, power: evenEmpty },
  Mounts: { listOf: mount },
  NetworkMode: networkMode,
  OomScoreAdj: {
    is: int.is,
    power: {
      when: 'below 0',
      why: 'when memory runs out, the host ends its own processes first',
      holds: (score: number) => score < 0,
    },
  },
  PidMode: refersTo(
    powerUnless(string, (mode) => mode === '' || isOfContainer(mode), {
      when: '`host`',
      why: "it sees, and as root can enter, the host's processes",
    }),
    (mode) => containerMode(mode) ?? [],
  ),
  PortBindings: { mapOf: { listOf: { object: { HostIp: string, HostPort: string } } } },
  Privileged: hostOnly(bool, 'it has every device and capability of the host', '`true`'),
  PublishAllPorts: bool,
  ReadonlyPaths: { is: strings.is, power: evenEmpty },
  ReadonlyRootfs: bool,
  RestartPolicy: restartPolicy,
  Runtime: hostOnly(string, "another runtime may keep the container apart from the host less than the host's own"),
  SecurityOpt: securityOpt,
  ShmSize: int,
  StorageOpt: stringMap,
  Sysctls: {
    mapOf: string,
    keys: powerUnless(string, isOwnSysctl, {
      when: 'any but `net.*`, `fs.mqueue.*`, `kernel.msg*`, `kernel.sem`, `kernel.shm*`',
      why: 'only those are kept apart by namespaces; the others are of the whole host',
    }),
  },
  Tmpfs: { mapOf: tmpfsOptions },
  UTSMode: hostOnly(string, "it can change the host's name", '`host`'),
  UsernsMode: hostOnly(string, 'root in the container is root of the host', '`host`'),
  VolumeDriver: volumeDriver,
  VolumesFrom: {
    listOf: refersTo(string, (value) => [{ kind: 'container', ref: value.split(':')[0] ?? '' }]),
  },
};

function isOfContainer(mode: string): boolean {
  return containerMode(mode) !== undefined;
}
