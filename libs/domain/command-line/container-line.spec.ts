import { lineOfCall } from '#testing';
import { describe, expect, it } from 'vitest';
import { callBodies } from '../engine-api/call-bodies.js';
import { type Fields } from '../engine-api/fields.js';
import { hostConfig } from '../engine-api/host-config.fields.js';
import { containerFlags } from './container-flags.js';
import { connectFlags } from './endpoint-flags.js';
import { hostFlags } from './host-flags.js';
import { networkFlags } from './network-calls.js';
import { volumeFlags } from './volume-calls.js';

const create = (body: object, query = {}) =>
  lineOfCall('ContainerCreate', { body: { Image: 'app', AttachStdout: true, AttachStderr: true, ...body }, query });
const host = (HostConfig: object) => create({ HostConfig });
const networks = (EndpointsConfig: object, NetworkMode?: string) =>
  create({ HostConfig: NetworkMode === undefined ? {} : { NetworkMode }, NetworkingConfig: { EndpointsConfig } });

const namesOf = (fields: Fields) =>
  Object.entries(fields).flatMap(([name, field]) => ('ignored' in field ? [] : [name]));

describe('the line that creates a container', () => {
  it('knows every field that there is', () => {
    const { ContainerCreate, NetworkCreate, VolumeCreate } = callBodies;
    expect(Object.keys(containerFlags).toSorted()).toEqual(namesOf(ContainerCreate).toSorted());
    expect(Object.keys(hostFlags).toSorted()).toEqual(namesOf(hostConfig).toSorted());
    expect(Object.keys(networkFlags).toSorted()).toEqual(namesOf(NetworkCreate).toSorted());
    expect(Object.keys(volumeFlags).toSorted()).toEqual(namesOf(VolumeCreate).toSorted());
    const endpoint = callBodies.NetworkConnect['EndpointConfig'];
    if (!endpoint || !('object' in endpoint)) throw new Error('an endpoint has fields');
    expect(Object.keys(connectFlags).toSorted()).toEqual(namesOf(endpoint.object).toSorted());
  });

  it.each([
    [{ Entrypoint: ['sh'], Cmd: ['-c', 'a b'] }, "--entrypoint sh app -c 'a b'"],
    [
      { Healthcheck: { Test: ['CMD-SHELL', 'a'], StartInterval: 1_001 } },
      '--health-start-interval 1001ns --health-cmd a app',
    ],
    [
      {
        StopTimeout: 0,
        ExposedPorts: { '80/tcp': {}, '53/udp': {} },
        HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '::1' }] } },
      },
      "--expose 53/udp --stop-timeout 0 --publish '[::1]::80' app",
    ],
  ])('says %j', (body, line) => {
    expect(create(body)).toMatchObject({ line: `docker create ${line}`, unsaid: [] });
  });

  it.each([
    [{ Annotations: { a: 'b' } }, '--annotation a=b'],
    [{ DeviceRequests: [{ Count: -1, Capabilities: [['gpu']] }] }, '--gpus all'],
    [
      { DeviceRequests: [{ DeviceIDs: ['0', '1'], Capabilities: [['gpu', 'utility']], Driver: 'nvidia' }] },
      `--gpus '"device=0,1",driver=nvidia,capabilities=utility'`,
    ],
    [{ DeviceRequests: [{ Driver: 'cdi', DeviceIDs: ['vendor.com/gpu=0'] }] }, '--device vendor.com/gpu=0'],
    [
      { BlkioWeightDevice: [{ Path: '/dev/a', Weight: 5 }], KernelMemory: 2 ** 30 },
      '--kernel-memory 1g --blkio-weight-device /dev/a:5',
    ],
    [
      { NanoCpus: 1, MemorySwap: -1, MemorySwappiness: -1, PidsLimit: -1 },
      '--memory-swap -1 --cpus 0.000000001 --pids-limit -1',
    ],
    [
      { Mounts: [{ Type: 'image', Source: 'a:1', Target: '/a', ImageOptions: { Subpath: 'b' } }] },
      '--mount image-subpath=b,source=a:1,target=/a,type=image',
    ],
    [
      {
        Mounts: [
          { Type: 'bind', Source: '/a,b', Target: '/c', BindOptions: { NonRecursive: true, Propagation: 'rslave' } },
        ],
      },
      `--mount 'bind-recursive=disabled,bind-propagation=rslave,"source=/a,b",target=/c,type=bind'`,
    ],
    [
      { UsernsMode: 'host', OomKillDisable: true, Isolation: 'process' },
      '--oom-kill-disable --isolation process --userns host',
    ],
  ])('says how it stands on its host: %j', (config, line) => {
    expect(host(config)).toMatchObject({ line: `docker create ${line} app`, unsaid: [] });
  });

  it.each([
    [networks({}, 'default'), ''],
    [networks({ default: {} }, 'default'), ''],
    [
      networks({ a: { Aliases: ['x'], MacAddress: '02:00:00:00:00:01' } }, 'a'),
      '--network a --mac-address 02:00:00:00:00:01 --network-alias x ',
    ],
    [
      networks(
        {
          a: { GwPriority: 1, DriverOpts: { k: 'v' } },
          b: { Aliases: ['y'], IPAMConfig: { IPv4Address: '10.0.0.2' } },
          c: {},
        },
        'a',
      ),
      '--network name=a,driver-opt=k=v,gw-priority=1 --network name=b,alias=y,ip=10.0.0.2 --network c ',
    ],
    [networks({ a: {} }), '--network a '],
    [networks({}, 'container:x'), '--network container:x '],
  ])('says its networks', (said, line) => {
    expect(said).toMatchObject({ line: `docker create ${line}app`, unsaid: [] });
  });

  it.each([
    [create({ OnBuild: ['RUN x'], Shell: ['a'], NetworkDisabled: true }), ['NetworkDisabled', 'OnBuild', 'Shell']],
    [create({ Entrypoint: ['a', 'b'], Cmd: ['c'] }), ['Entrypoint']],
    [create({ Healthcheck: { Test: ['CMD', 'a', 'b'], Retries: 3 } }), ['Healthcheck.Test']],
    [create({ Healthcheck: { Test: ['NONE'], Retries: 3 } }), ['Healthcheck']],
    [create({ Labels: { 'a=b': 'c' } }), ['Labels.a=b']],
    [
      create({ AttachStdout: false, AttachStderr: false, OpenStdin: true }),
      ['AttachStdin', 'AttachStdout', 'AttachStderr', 'StdinOnce'],
    ],
    [host({ SecurityOpt: ['label=disable', 'seccomp={"a":1}'] }), ['HostConfig.SecurityOpt[1]']],
    [host({ MaskedPaths: [], ReadonlyPaths: ['/proc/x'] }), ['HostConfig.MaskedPaths', 'HostConfig.ReadonlyPaths']],
    [host({ DeviceRequests: [{ Count: 1, Capabilities: [['tpu']] }] }), ['HostConfig.DeviceRequests[0]']],
    [
      host({ Mounts: [{ Type: 'tmpfs', Target: '/a', TmpfsOptions: { Options: [['noexec']] } }] }),
      ['HostConfig.Mounts[0].TmpfsOptions.Options'],
    ],
    [host({ RestartPolicy: { Name: 'always', MaximumRetryCount: 3 } }), ['HostConfig.RestartPolicy.MaximumRetryCount']],
    [host({ ConsoleSize: [24, 80], KernelMemoryTCP: 5 }), ['HostConfig.KernelMemoryTCP', 'HostConfig.ConsoleSize']],
    [host({ PortBindings: { '80/tcp': null } }), ['HostConfig.PortBindings.80/tcp']],
    [
      networks({ a: { Links: ['x:y'] }, b: { Links: ['z'] } }, 'a'),
      ['NetworkingConfig.EndpointsConfig.a.Links', 'NetworkingConfig.EndpointsConfig.b.Links'],
    ],
  ])('tells what it cannot say, and says the rest', ({ line, unsaid }, places) => {
    expect([line, unsaid]).toEqual([expect.stringMatching(/^docker create .*app/), places]);
  });

  it('has the name and the platform, but no name that Longshore made up', () => {
    expect(create({}, { name: 'mine', platform: 'linux/arm64' }).line).toBe(
      'docker create --name mine --platform linux/arm64 app',
    );
    expect(create({}, { name: 'app-000000000001' }).line).toBe('docker create app');
  });

  it('does not take an image for a flag, and leaves the flags of a command alone', () => {
    expect(create({ Image: '-x', Cmd: ['--y', '--'] }).line).toBe('docker create -- -x --y --');
  });
});
