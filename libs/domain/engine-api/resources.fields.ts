import { type Fields, bool, hostOnly, int, powerUnless, string, stringMap, strings } from './fields.js';

const throttle: Fields = { Path: string, Rate: int };
const throttles = { listOf: { object: throttle } };

const deviceRequest: Fields = {
  Capabilities: { listOf: strings },
  Count: int,
  DeviceIDs: strings,
  Driver: string,
  Options: stringMap,
};

/** Limits that every process may have; these two set it before the host's own processes. */
const schedulingLimits: ReadonlySet<string> = new Set(['nice', 'rtprio']);

const ulimit: Fields = {
  Hard: int,
  Name: powerUnless(string, (name) => !schedulingLimits.has(name.toLowerCase()), {
    when: '`nice`, `rtprio`',
    why: "it may run before the host's own processes",
  }),
  Soft: int,
};

/** Limits of each process. */
export const ulimits = { listOf: { object: ulimit } };

/** The control group that it is in. */
export const cgroupParent = hostOnly(
  string,
  "it leaves Docker's own control group, and may join that of another service",
);

/** Names a device of the host, for a limit on its use. */
const weight: Fields = { Path: string, Weight: int };

/** What a container may use of the host. Less than all is no power; a container without limits is Docker's default. */
export const resources: Fields = {
  BlkioDeviceReadBps: throttles,
  BlkioDeviceReadIOps: throttles,
  BlkioDeviceWriteBps: throttles,
  BlkioDeviceWriteIOps: throttles,
  BlkioWeight: int,
  BlkioWeightDevice: { listOf: { object: weight } },
  CgroupParent: cgroupParent,
  CpuCount: int,
  CpuPercent: int,
  CpuPeriod: int,
  CpuQuota: int,
  CpuRealtimePeriod: hostOnly(int, "real-time processes run before the host's own"),
  CpuRealtimeRuntime: hostOnly(int, "real-time processes run before the host's own"),
  CpuShares: int,
  CpusetCpus: string,
  CpusetMems: string,
  DeviceCgroupRules: hostOnly(strings, 'it opens devices of the host, such as its disks'),
  DeviceRequests: {
    listOf: hostOnly({ object: deviceRequest }, 'it opens devices of the host, such as its GPUs'),
  },
  Devices: {
    listOf: hostOnly(
      { object: { CgroupPermissions: string, PathInContainer: string, PathOnHost: string } },
      'it opens a device of the host, such as its disk',
    ),
  },
  IOMaximumBandwidth: int,
  IOMaximumIOps: int,
  Init: bool,
  KernelMemory: int,
  KernelMemoryTCP: int,
  Memory: int,
  MemoryReservation: int,
  MemorySwap: int,
  MemorySwappiness: int,
  NanoCpus: int,
  OomKillDisable: hostOnly(bool, 'when memory runs out it is never ended, and the host may hang', '`true`'),
  PidsLimit: int,
  Ulimits: ulimits,
};

/** When a container is started again. */
export const restartPolicy = { object: { MaximumRetryCount: int, Name: string } };
