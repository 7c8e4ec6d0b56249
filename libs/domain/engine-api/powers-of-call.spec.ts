import { describe, expect, it } from 'vitest';
import { callBodies } from './call-bodies.js';
import { powersOfCall, referencesOfCall, secretsOfCall } from './powers-of-call.js';
import { readFields } from './read-fields.js';
import { readParameters } from './read-parameters.js';

const policy = { binds: ['/srv/shared'] };
type Call = keyof typeof callBodies;

function powersOf(call: Call, body: object): readonly string[] {
  return powersOfCall(call, { body: readFields(callBodies[call], body) }, policy).map(({ field }) => field);
}
const ofBuild = (query: Readonly<Record<string, string | readonly string[]>>) =>
  powersOfCall('ImageBuild', { query: readParameters('ImageBuild', query) }, policy).map(({ field }) => field);

describe('power over the host in other bodies', () => {
  const bodies: readonly (readonly [Call, object, readonly string[]])[] = [
    ['ContainerCreate', { Image: 'busybox', User: 'root', Volumes: { '/data': {} } }, []],
    [
      'ContainerCreate',
      { NetworkingConfig: { EndpointsConfig: { host: {} } } },
      ['NetworkingConfig.EndpointsConfig.host'],
    ],
    ['ContainerCreate', { NetworkingConfig: { EndpointsConfig: { team: null } } }, []],
    ['ContainerExec', { Cmd: ['sh'], User: 'root' }, []],
    ['ContainerExec', { Privileged: true }, ['Privileged']],
    ['ContainerUpdate', { CgroupParent: '/' }, ['CgroupParent']],
    ['ContainerUpdate', { Devices: [{ PathOnHost: '/dev/mem' }] }, ['Devices[0]']],
    ['ContainerUpdate', { Memory: 1, RestartPolicy: { Name: 'always' } }, []],
    [
      'NetworkConnect',
      { Container: 'x', EndpointConfig: { DriverOpts: { parent: 'eth0' } } },
      ['EndpointConfig.DriverOpts.parent'],
    ],
    [
      'NetworkConnect',
      { Container: 'x', EndpointConfig: { Aliases: ['db'], IPAMConfig: { IPv4Address: '10.0.0.9' } } },
      [],
    ],
    ['NetworkCreate', { Name: 'x', ConfigFrom: { Network: 'y' } }, ['ConfigFrom.Network']],
    ['NetworkCreate', { Name: 'x', ConfigFrom: { Network: '' }, ConfigOnly: false, Scope: 'local' }, []],
    ['NetworkCreate', { Name: 'x', ConfigOnly: true }, ['ConfigOnly']],
    ['NetworkCreate', { Name: 'x', Driver: 'bridge', Internal: true, Attachable: true, EnableIPv6: true }, []],
    ['NetworkCreate', { Name: 'x', Driver: 'macvlan', Options: { parent: 'eth0' } }, ['Driver', 'Options.parent']],
    ['NetworkCreate', { Name: 'x', Driver: 'overlay', Ingress: true, Scope: 'swarm' }, ['Driver', 'Ingress', 'Scope']],
    [
      'NetworkCreate',
      { Name: 'x', IPAM: { Config: [{ Subnet: '10.9.0.0/16', Gateway: '10.9.0.1' }, { Subnet: 'fd00:9::/64' }] } },
      [],
    ],
    ['NetworkCreate', { Name: 'x', IPAM: { Config: [{ Subnet: '169.254.169.0/24' }] } }, ['IPAM.Config[0].Subnet']],
    [
      'NetworkCreate',
      { Name: 'x', IPAM: { Config: [{ Subnet: '0.0.0.0/0' }, { Subnet: '172.15.0.0/16' }] } },
      ['IPAM.Config[0].Subnet', 'IPAM.Config[1].Subnet'],
    ],
    ['NetworkCreate', { Name: 'x', IPAM: { Driver: 'evil', Options: { a: 'b' } } }, ['IPAM.Driver', 'IPAM.Options']],
    [
      'NetworkCreate',
      { Name: 'x', Options: { 'com.docker.network.bridge.name': 'docker0' } },
      ['Options.com.docker.network.bridge.name'],
    ],
    [
      'NetworkCreate',
      { Name: 'x', Options: { 'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0' } },
      ['Options.com.docker.network.bridge.host_binding_ipv4'],
    ],
    ['NetworkCreate', { Name: 'x', Options: { 'com.docker.network.driver.mtu': '1400' } }, []],
    ['VolumeCreate', { Name: 'x', Driver: 'local', DriverOpts: {}, Labels: {} }, []],
    ['VolumeCreate', { Name: 'x', Driver: 'vieux/sshfs' }, ['Driver']],
    ['VolumeCreate', { Name: 'x', DriverOpts: { o: 'bind' } }, ['DriverOpts']],
    ['VolumeCreate', { Name: 'x', ClusterVolumeSpec: { Group: 'g' } }, ['ClusterVolumeSpec']],
  ];
  it.each(bodies)('of %s %j is in %j', (call, body, fields) => expect(powersOf(call, body)).toEqual(fields));
});

describe('power over the host in a query', () => {
  const builds: readonly (readonly [Readonly<Record<string, string | readonly string[]>>, readonly string[]])[] = [
    [{ t: ['a:1'], remote: '', networkmode: 'default', ulimits: '[]', extrahosts: ['a:1.2.3.4'], memory: '1' }, []],
    [{ remote: 'client-session', session: 'x', version: '2' }, []],
    [{ remote: 'https://169.254.169.254/' }, ['remote']],
    [{ networkmode: 'host' }, ['networkmode']],
    [{ cgroupparent: '/x' }, ['cgroupparent']],
    [{ securityopt: ['no-new-privileges', 'seccomp=unconfined'] }, ['securityopt[1]']],
    [{ securityopt: 'seccomp=unconfined' }, ['securityopt[0]']],
    [{ ulimits: '[{"Name":"RTPRIO","Hard":99,"Soft":99}]' }, ['ulimits[0].Name']],
  ];
  it.each(builds)('of a build %j is in %j', (query, fields) => expect(ofBuild(query)).toEqual(fields));
  it('of an import is in the source that the engine fetches', () => {
    const of = (fromSrc: string) => powersOfCall('ImageCreate', { query: { fromSrc } }, policy).length;
    expect([of('-'), of('http://10.0.0.1/x.tar')]).toEqual([0, 1]);
  });
});

describe('what a request refers to', () => {
  it('is found where namespaces, networks and volumes are shared', () => {
    const body = {
      HostConfig: {
        Binds: ['data:/data', '/srv/shared:/x', '/anonymous'],
        IpcMode: 'container:ipc',
        Mounts: [
          { Type: 'volume', Source: 'more' },
          { Type: 'image', Source: 'busybox' },
        ],
        NetworkMode: 'container:net',
        PidMode: 'container:pid',
        VolumesFrom: ['old:ro'],
      },
      NetworkingConfig: { EndpointsConfig: { team: null } },
    };
    const found = referencesOfCall('ContainerCreate', { body: readFields(callBodies.ContainerCreate, body) });
    expect(found.map(({ kind, ref }) => `${kind} ${ref}`)).toEqual([
      'volume data',
      'container ipc',
      'volume more',
      'image busybox',
      'container net',
      'container pid',
      'container old',
      'network team',
    ]);
    expect(found[1]?.field).toBe('HostConfig.IpcMode');
  });

  it('is no mode of a network', () => {
    for (const NetworkMode of ['', 'default', 'bridge', 'none', 'host'])
      expect(referencesOfCall('ContainerCreate', { body: { HostConfig: { NetworkMode } } })).toEqual([]);
  });
});

it('names the secrets of a login', () => {
  const body = { username: 'alice', password: 'hunter2', serveraddress: '127.0.0.1:5055', identitytoken: '' };
  expect(secretsOfCall('SystemAuth', { body })).toEqual(['hunter2']);
});
