import { describe, expect, it } from 'vitest';
import { callBodies } from './call-bodies.js';
import { powersOf } from './powers-in.js';
import { powersOfCall } from './powers-of-call.js';
import { readFields } from './read-fields.js';

const policy = { binds: ['/srv/shared'] };

function powersIn(HostConfig: object): readonly string[] {
  const body = readFields(callBodies.ContainerCreate, { HostConfig });
  return powersOfCall('ContainerCreate', { body }, policy).map(({ field }) => field.replace('HostConfig.', ''));
}

/** What a HostConfig has, and which of its fields needs the right `host`. */
const powerful: readonly (readonly [object, string])[] = [
  [{ Annotations: { 'org.systemd.property.X': '1' } }, 'Annotations'],
  [{ Binds: ['/:/host'] }, 'Binds[0]'],
  [{ Binds: ['data:/data', '/etc:/etc:ro'] }, 'Binds[1]'],
  [{ Binds: ['/srv/shared/:/x'] }, 'Binds[0]'],
  [{ Binds: ['/srv/shared/below:/x'] }, 'Binds[0]'],
  [{ Binds: ['/srv/shared/../../etc:/x'] }, 'Binds[0]'],
  [{ Binds: ['//srv/shared:/x'] }, 'Binds[0]'],
  [{ Binds: ['./data:/x'] }, 'Binds[0]'],
  [{ Binds: ['../etc:/x'] }, 'Binds[0]'],
  [{ Binds: ['C:\\:/x'] }, 'Binds[0]'],
  [{ Binds: [':/x'] }, 'Binds[0]'],
  [{ Binds: ['relative'] }, 'Binds[0]'],
  [{ Binds: ['/srv/shared:/x:rshared'] }, 'Binds[0]'],
  [{ Binds: ['/srv/shared:/x:ro,rslave'] }, 'Binds[0]'],
  [{ Binds: ['data:/x:ro:more'] }, 'Binds[0]'],
  [{ CapAdd: ['CHOWN', 'SYS_ADMIN'] }, 'CapAdd'],
  [{ CapAdd: 'ALL' }, 'CapAdd'],
  [{ CapAdd: ['cap_net_admin'] }, 'CapAdd'],
  [{ Cgroup: 'container:web' }, 'Cgroup'],
  [{ CgroupParent: '/system.slice' }, 'CgroupParent'],
  [{ CgroupnsMode: 'host' }, 'CgroupnsMode'],
  [{ CpuRealtimePeriod: 1_000_000 }, 'CpuRealtimePeriod'],
  [{ CpuRealtimeRuntime: 950_000 }, 'CpuRealtimeRuntime'],
  [{ DeviceCgroupRules: ['b *:* rwm'] }, 'DeviceCgroupRules'],
  [{ DeviceRequests: [{ Count: -1, Capabilities: [['gpu']] }] }, 'DeviceRequests[0]'],
  [{ Devices: [{ PathOnHost: '/dev/sda' }] }, 'Devices[0]'],
  [{ IpcMode: 'host' }, 'IpcMode'],
  [{ LogConfig: { Type: 'syslog' } }, 'LogConfig.Type'],
  [{ LogConfig: { Type: 'journald' } }, 'LogConfig.Type'],
  [{ LogConfig: { Config: { 'gelf-address': 'udp://10.0.0.1:1' } } }, 'LogConfig.Config.gelf-address'],
  [{ MaskedPaths: [] }, 'MaskedPaths'],
  [{ MaskedPaths: ['/proc/kcore'] }, 'MaskedPaths'],
  [{ NetworkMode: 'host' }, 'NetworkMode'],
  [{ OomKillDisable: true }, 'OomKillDisable'],
  [{ OomScoreAdj: -1 }, 'OomScoreAdj'],
  [{ PidMode: 'host' }, 'PidMode'],
  [{ PidMode: 'container:' }, 'PidMode'],
  [{ Privileged: true }, 'Privileged'],
  [{ ReadonlyPaths: [] }, 'ReadonlyPaths'],
  [{ Runtime: 'runc' }, 'Runtime'],
  [{ SecurityOpt: ['no-new-privileges', 'seccomp=unconfined'] }, 'SecurityOpt[1]'],
  [{ SecurityOpt: ['seccomp={}'] }, 'SecurityOpt[0]'],
  [{ SecurityOpt: ['apparmor=unconfined'] }, 'SecurityOpt[0]'],
  [{ SecurityOpt: ['label:disable'] }, 'SecurityOpt[0]'],
  [{ SecurityOpt: ['systempaths=unconfined'] }, 'SecurityOpt[0]'],
  [{ SecurityOpt: ['no-new-privileges=false'] }, 'SecurityOpt[0]'],
  [{ Sysctls: { 'kernel.core_pattern': '|/x' } }, 'Sysctls.kernel.core_pattern'],
  [{ Sysctls: { 'net/../kernel.panic': '1' } }, 'Sysctls.net/../kernel.panic'],
  [{ Tmpfs: { '/run': 'size=1m,bind' } }, 'Tmpfs./run'],
  [{ UTSMode: 'host' }, 'UTSMode'],
  [{ Ulimits: [{ Name: 'rtprio', Soft: 99, Hard: 99 }] }, 'Ulimits[0].Name'],
  [{ UsernsMode: 'host' }, 'UsernsMode'],
  [{ VolumeDriver: 'vieux/sshfs' }, 'VolumeDriver'],
];

/** What a HostConfig may have with the right `run` alone. */
const harmless: readonly object[] = [
  { AutoRemove: true, RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 }, Init: true, ReadonlyRootfs: true },
  { Binds: ['data:/data', 'data:/x:ro,nocopy', '/anonymous', '/srv/shared:/x', '/srv/shared:/x:ro,z'] },
  { CapAdd: ['CHOWN', 'cap_kill', 'CAP_NET_RAW'], CapDrop: ['ALL'] },
  { CgroupParent: '', UTSMode: '', UsernsMode: '', Runtime: '', VolumeDriver: 'local', Privileged: false },
  { CgroupnsMode: 'private', IpcMode: 'shareable', PidMode: '', OomScoreAdj: 500, OomKillDisable: false },
  { Devices: [], DeviceRequests: [], DeviceCgroupRules: [], SecurityOpt: [], Annotations: {} },
  { Dns: ['10.0.0.2'], ExtraHosts: ['host:host-gateway'], Links: ['db:db'], GroupAdd: ['docker'], ShmSize: 1 },
  { IpcMode: 'container:web', PidMode: 'container:web', NetworkMode: 'container:web', VolumesFrom: ['web:ro'] },
  { LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', tag: '{{.Name}}' } } },
  { MaskedPaths: null, ReadonlyPaths: null },
  { Memory: 1, MemorySwap: -1, NanoCpus: 1, PidsLimit: -1, CpusetCpus: '0', BlkioWeight: 10 },
  {
    NetworkMode: 'team',
    PublishAllPorts: true,
    PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '80' }], '1/udp': null },
  },
  { SecurityOpt: ['no-new-privileges', 'no-new-privileges:true', 'no-new-privileges=true'] },
  { Sysctls: { 'net.ipv4.ip_forward': '1', 'kernel.shmmax': '1', 'fs.mqueue.msg_max': '1' } },
  { Tmpfs: { '/run': '', '/tmp': 'rw,noexec,size=64m,mode=1777' }, Ulimits: [{ Name: 'nofile', Soft: 1, Hard: 1 }] },
];

describe('power over the host in a HostConfig', () => {
  it.each(powerful)('is in %j', (config, field) => expect(powersIn(config)).toEqual([field]));
  it.each(harmless.map((config) => [config]))('is not in %j', (config) => expect(powersIn(config)).toEqual([]));
  it('is found in each field that has it', () => {
    const found = powersIn({ Privileged: true, PidMode: 'host', Binds: ['/:/x', '/etc:/y'] });
    expect(found).toEqual(['Privileged', 'PidMode', 'Binds[0]', 'Binds[1]']);
  });
  it('says why', () => {
    const body = readFields(callBodies.ContainerCreate, { HostConfig: { PidMode: 'host' } });
    const [power] = powersOfCall('ContainerCreate', { body }, policy);
    expect(power?.reason).toBe("it sees, and as root can enter, the host's processes");
  });
});

/** What mounts have, and where it needs the right `host`. */
const mounts: readonly (readonly [object, readonly string[]])[] = [
  [{ Type: 'bind', Source: '/', Target: '/x' }, ['']],
  [{ Type: 'bind', Source: '/srv/shared/below', Target: '/x' }, ['']],
  [{ Type: 'bind', Source: '/srv/shared', Target: '/x' }, []],
  [{ Type: 'bind', Source: '/srv/shared', BindOptions: { Propagation: 'rprivate' } }, []],
  [{ Type: 'bind', Source: '/srv/shared', BindOptions: { Propagation: 'shared' } }, ['.BindOptions.Propagation']],
  [{ Type: 'cluster', Source: 'group:x' }, ['']],
  [{ Type: 'image', Source: 'busybox', ImageOptions: { Subpath: 'bin' } }, []],
  [{ Type: 'npipe', Source: '\\\\.\\pipe\\docker_engine' }, ['']],
  [{ Source: '/', Target: '/x' }, ['']],
  [{ Type: 'tmpfs', Target: '/x', TmpfsOptions: { SizeBytes: 1, Options: [['noexec'], ['size', '1m']] } }, []],
  [{ Type: 'tmpfs', TmpfsOptions: { Options: [['bind']] } }, ['.TmpfsOptions.Options[0]']],
  [{ Type: 'volume', Target: '/x' }, []],
  [{ Type: 'volume', Source: 'data', VolumeOptions: { Subpath: 'x', Labels: { a: 'b' } } }, []],
  [{ Type: 'volume', Source: '/etc' }, ['']],
  [{ Type: 'volume', Source: 'data', VolumeOptions: { DriverConfig: { Name: 'local', Options: {} } } }, []],
  [{ Type: 'volume', VolumeOptions: { DriverConfig: { Name: 'nfs' } } }, ['.VolumeOptions.DriverConfig.Name']],
  [
    { Type: 'volume', VolumeOptions: { DriverConfig: { Options: { type: 'none', o: 'bind', device: '/' } } } },
    ['.VolumeOptions.DriverConfig.Options'],
  ],
];

describe('power over the host in a mount', () => {
  it.each(mounts)('of %j is in %j', (mount, fields) =>
    expect(powersIn({ Mounts: [mount] })).toEqual(fields.map((field) => `Mounts[0]${field}`)),
  );
});

it('has an example above for each field that gives power', () => {
  const powers = powersOf(callBodies.ContainerCreate).map(({ field }) => field);
  const found = [...powerful.map(([config]) => config), ...mounts.map(([mount]) => ({ Mounts: [mount] }))].flatMap(
    powersIn,
  );
  const isFound = (power: string) => {
    const source = power
      .replace('HostConfig.', '')
      .replaceAll('.', '\\.')
      .replaceAll('[]', '\\[\\d+\\]')
      .replaceAll('*', '.+');
    return found.some((field) => new RegExp(`^${source}$`).test(field));
  };
  const ofHost = powers.filter((power) => power.startsWith('HostConfig.'));
  expect(ofHost.length).toBeGreaterThan(30);
  expect(ofHost.filter((power) => !isFound(power))).toEqual([]);
});
