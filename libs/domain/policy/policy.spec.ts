import { describe, expect, it } from 'vitest';
import { containerSpec } from '../container/container-spec.js';
import { runArgs } from '../container/container-args.js';
import { volumeCreateArgs } from '../graph/volume-args.js';
import { networkCreateArgs } from '../network/network-args.js';
import { hostPowerOf } from './host-power.js';
import { mayDo, rights } from './rights.js';

describe('rights', () => {
  it('let an actor do what he holds, and read when he holds any', () => {
    expect(mayDo(['build'], 'build')).toBe(true);
    expect(mayDo(['build'], 'read')).toBe(true);
    expect(mayDo(['build'], 'run')).toBe(false);
    expect(mayDo([], 'read')).toBe(false);
  });

  it('give an admin everything but power over the host', () => {
    expect(rights.filter((right) => !mayDo(['admin'], right))).toEqual(['host']);
    expect(mayDo(['host'], 'run')).toBe(false);
  });
});

describe('power over the host', () => {
  const run = (args: object) => hostPowerOf('run', runArgs.parse({ image: 'busybox', ...args }))?.field;

  it('is in the network of the host', () => expect(run({ network: 'host' })).toBe('network'));
  it('is in a bind mount, and not in a named volume', () => {
    expect(run({ volumes: ['data:/data', '/etc:/etc:ro'] })).toBe('volumes');
    expect(run({ volumes: ['data:/data'] })).toBeUndefined();
  });
  it('is in the options of a volume', () => {
    const args = volumeCreateArgs.parse({ options: { type: 'none', o: 'bind', device: '/' } });
    expect(hostPowerOf('volume.create', args)?.field).toBe('options');
  });
  it.each([
    [{ driver: 'macvlan', options: { parent: 'eth0' } }, 'driver'],
    [{ options: { 'com.docker.network.bridge.name': 'docker0' } }, 'options'],
    [{ subnet: '169.254.169.0/24' }, 'subnet'],
    [{ subnet: '10.9.0.0/16', options: { 'com.docker.network.driver.mtu': '1400' } }, undefined],
  ])('is in what a network has of the host: %j', (args, field) =>
    expect(hostPowerOf('network.create', networkCreateArgs.parse({ name: 'net', ...args }))?.field).toBe(field),
  );
  it('is in the driver of a volume', () =>
    expect(hostPowerOf('volume.create', volumeCreateArgs.parse({ driver: 'vieux/sshfs' }))?.field).toBe('driver'));
  it('is not in an ordinary container', () => expect(run({ network: 'bridge', ports: ['80'] })).toBeUndefined());
});

describe('a container specification', () => {
  it('keeps the labels of Longshore for Longshore, however they are spelt', () => {
    for (const label of ['io.longshore.job', 'IO.Longshore.job']) {
      expect(containerSpec.safeParse({ image: 'busybox', labels: { [label]: 'x' } }).success).toBe(false);
    }
  });
  it('has no field that nobody knows', () =>
    expect(containerSpec.safeParse({ image: 'busybox', privileged: true }).success).toBe(false));
});
