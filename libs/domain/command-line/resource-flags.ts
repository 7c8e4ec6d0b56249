import type { Message } from '../engine-api/fields.js';
import { byteCount, bytes, csv, each, eachOf, noFlag, value, whenTrue } from './flags.js';
import { type Flags, nothing, say, tellEach, type Told, unsayable } from './told.js';

interface Rate {
  readonly Path?: string;
  readonly Rate?: number;
}

interface Device {
  readonly PathOnHost?: string;
  readonly PathInContainer?: string;
  readonly CgroupPermissions?: string;
}

interface DeviceRequest {
  readonly Capabilities?: readonly (readonly string[])[];
  readonly Count?: number;
  readonly DeviceIDs?: readonly string[];
  readonly Driver?: string;
  readonly Options?: Readonly<Record<string, string>>;
}

interface Ulimit {
  readonly Name?: string;
  readonly Soft?: number;
  readonly Hard?: number;
}

const bytesPerSecond = ({ Path = '', Rate = 0 }: Rate) => `${Path}:${byteCount(Rate)}`;
const perSecond = ({ Path = '', Rate = 0 }: Rate) => `${Path}:${Rate}`;

/** What `docker update` can change. */
const changeable: Flags = {
  BlkioWeight: value('--blkio-weight'),
  CpuPeriod: value('--cpu-period'),
  CpuQuota: value('--cpu-quota'),
  CpuRealtimePeriod: value('--cpu-rt-period'),
  CpuRealtimeRuntime: value('--cpu-rt-runtime'),
  CpuShares: value('--cpu-shares'),
  CpusetCpus: value('--cpuset-cpus'),
  CpusetMems: value('--cpuset-mems'),
  KernelMemory: bytes('--kernel-memory'),
  Memory: bytes('--memory'),
  MemoryReservation: bytes('--memory-reservation'),
  MemorySwap: bytes('--memory-swap'),
  NanoCpus: (nano: number) => (nano === 0 ? nothing : say('--cpus', cpuCount(nano))),
  PidsLimit: value('--pids-limit'),
};

/** How `docker run` says what a container may use of its host. */
export const resourceFlags: Flags = {
  ...changeable,
  BlkioDeviceReadBps: eachOf('--device-read-bps', bytesPerSecond),
  BlkioDeviceReadIOps: eachOf('--device-read-iops', perSecond),
  BlkioDeviceWriteBps: eachOf('--device-write-bps', bytesPerSecond),
  BlkioDeviceWriteIOps: eachOf('--device-write-iops', perSecond),
  BlkioWeightDevice: eachOf(
    '--blkio-weight-device',
    ({ Path = '', Weight = 0 }: { readonly Path?: string; readonly Weight?: number }) => `${Path}:${Weight}`,
  ),
  CgroupParent: value('--cgroup-parent'),
  CpuCount: value('--cpu-count'),
  CpuPercent: value('--cpu-percent'),
  DeviceCgroupRules: each('--device-cgroup-rule'),
  DeviceRequests: (requests: readonly DeviceRequest[]) => tellEach(requests, tellDeviceRequest),
  Devices: eachOf('--device', ({ PathOnHost = '', PathInContainer = '', CgroupPermissions = '' }: Device) =>
    [PathOnHost, PathInContainer || PathOnHost, CgroupPermissions || 'rwm'].join(':'),
  ),
  IOMaximumBandwidth: bytes('--io-maxbandwidth'),
  IOMaximumIOps: value('--io-maxiops'),
  KernelMemoryTCP: noFlag,
  /** The CLI sends -1 when nothing is said. */
  MemorySwappiness: (is: number) => (is === -1 ? nothing : say('--memory-swappiness', String(is))),
  OomKillDisable: whenTrue('--oom-kill-disable'),
  Ulimits: eachOf('--ulimit', ulimitText),
};

/** How `docker update` says what changes. */
export const updateFlags: Flags = {
  ...changeable,
  RestartPolicy: (policy: Message) => tellRestart(policy),
};

/** How a limit is written: `nofile=1024:2048`. */
export function ulimitText({ Name = '', Soft = 0, Hard = 0 }: Ulimit): string {
  return `${Name}=${Soft}:${Hard}`;
}

export function tellRestart({ Name = '', MaximumRetryCount: times = 0 }: Message): Told {
  if (Name === '') return nothing;
  if (times === 0) return say('--restart', String(Name));
  return Name === 'on-failure'
    ? say('--restart', `on-failure:${String(times)}`)
    : { ...say('--restart', String(Name)), unsaid: ['.MaximumRetryCount'] };
}

function cpuCount(nano: number): string {
  return (nano / 1e9).toFixed(9).replace(/\.?0+$/, '');
}

/** Devices by their names in the Container Device Interface, or GPUs. */
function tellDeviceRequest(request: DeviceRequest): Told {
  const { Capabilities = [], Count = 0, DeviceIDs = [], Driver = '', Options = {} } = request;
  if (Driver === 'cdi' && Count === 0 && Capabilities.length === 0) return each('--device')(DeviceIDs);
  const [capabilities = [], ...more] = Capabilities;
  if (more.length > 0 || !capabilities.includes('gpu')) return unsayable;
  const others = capabilities.filter((name) => name !== 'gpu');
  const options = csv(Object.entries(Options).map(([name, is]) => `${name}=${is}`));
  const fields = [
    ...(Count === 0 ? [] : [Count === -1 ? 'all' : `count=${Count}`]),
    ...(DeviceIDs.length > 0 ? [`device=${DeviceIDs.join(',')}`] : []),
    ...(Driver === '' ? [] : [`driver=${Driver}`]),
    ...(others.length > 0 ? [`capabilities=${others.join(',')}`] : []),
    ...(options === '' ? [] : [`options=${options}`]),
  ];
  return say('--gpus', csv(fields));
}
