import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callBodies } from './call-bodies.js';
import { anything } from './fields.js';
import { readFields } from './read-fields.js';

const { ContainerCreate, ContainerExec, ExecStart, NetworkCreate, VolumeCreate } = callBodies;
const refusal = (read: () => unknown) => {
  try {
    return { read: read() };
  } catch (error) {
    const { code, message } = error as { readonly code: string; readonly message: string };
    return { code, message };
  }
};
const create = (value: unknown) => refusal(() => readFields(ContainerCreate, value));

describe('a message of the Engine API', () => {
  it('is taken as it is when its fields are known', () => {
    const value = { Image: 'busybox', Cmd: ['sh'], HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '8080' }] } } };
    expect(readFields(ContainerCreate, value)).toEqual(value);
  });

  it.each([
    [{ hostconfig: {} }, 'hostconfig: there is no such field in the Engine API; write "HostConfig".'],
    [
      { HostConfig: { privileged: true } },
      'HostConfig.privileged: there is no such field in the Engine API; write "Privileged".',
    ],
    [
      { 'Ho\u017FtConfig': { Privileged: true } },
      'Ho\u017FtConfig: there is no such field in the Engine API; leave it out.',
    ],
    [{ Privileged: true }, 'Privileged: there is no such field in the Engine API; leave it out.'],
    [
      { HostConfig: { Mounts: [{}, { type: 'bind' }] } },
      'HostConfig.Mounts[1].type: there is no such field in the Engine API; write "Type".',
    ],
    [
      { NetworkingConfig: { EndpointsConfig: { team: { IP: '' } } } },
      'NetworkingConfig.EndpointsConfig.team.IP: there is no such field in the Engine API; leave it out.',
    ],
    [
      JSON.parse('{"__proto__": {"Privileged": true}}'),
      '__proto__: there is no such field in the Engine API; leave it out.',
    ],
    [{ constructor: {} }, 'constructor: there is no such field in the Engine API; leave it out.'],
  ])('is refused with an unknown field: %j', (value, message) =>
    expect(create(value)).toEqual({ code: 'field-unknown', message }),
  );

  it.each([
    [{ Tty: 'true' }, /^Tty: .*boolean/],
    [{ Tty: 1 }, /^Tty: .*boolean/],
    [{ HostConfig: { Memory: '1g' } }, /^HostConfig\.Memory: .*number/],
    [{ HostConfig: { Memory: 1.5 } }, /^HostConfig\.Memory: .*int/],
    [{ HostConfig: { Memory: 2 ** 53 } }, /^HostConfig\.Memory: /],
    [{ HostConfig: [] }, /^HostConfig: an object is wanted\.$/],
    [{ HostConfig: { Binds: '/:/x' } }, /^HostConfig\.Binds: a list is wanted\.$/],
    [{ HostConfig: { Binds: [null] } }, /^HostConfig\.Binds\[0\]: /],
    [{ HostConfig: { PortBindings: [] } }, /^HostConfig\.PortBindings: an object is wanted\.$/],
    [
      { HostConfig: { PortBindings: { '80/tcp': { HostPort: '1' } } } },
      /^HostConfig\.PortBindings\.80\/tcp: a list is wanted\.$/,
    ],
    [{ HostConfig: { Mounts: [{ Type: 'BIND' }] } }, /^HostConfig\.Mounts\[0\]\.Type: /],
    [{ HostConfig: { ConsoleSize: [1] } }, /^HostConfig\.ConsoleSize: /],
    [{ Env: ['A=1', 2] }, /^Env\.1: .*string/],
    [{ Volumes: { '/x': { more: 1 } } }, /^Volumes\./],
    [[], /^body: an object is wanted\.$/],
    ['x', /^body: an object is wanted\.$/],
  ])('is refused with a value of another form: %j', (value, message) =>
    expect(create(value)).toEqual({ code: 'args-invalid', message: expect.stringMatching(message) }),
  );

  it('has no null: it stands for nothing, also where nobody knows the field', () => {
    const value = { Image: 'x', Cmd: null, HostConfig: { MaskedPaths: null }, Runtime: null };
    expect(readFields(ContainerCreate, value)).toEqual({ Image: 'x', HostConfig: {} });
  });

  it('keeps a key that has no value', () => {
    const value = {
      NetworkingConfig: { EndpointsConfig: { team: null } },
      HostConfig: { PortBindings: { '80/tcp': null } },
    };
    expect(readFields(ContainerCreate, value)).toEqual(value);
  });

  it('may have one string for a list of one, where Docker takes that', () =>
    expect(readFields(ContainerExec, { Cmd: 'true' })).toEqual({ Cmd: ['true'] }));

  it('loses what clients add and no engine reads', () =>
    expect(readFields(ExecStart, { hijack: true, stdin: true, Tty: true })).toEqual({ Tty: true }));

  it('may not have labels of Longshore, in any letter case', () => {
    const owned = { 'IO.Longshore.job': 'x' };
    const reads = [
      () => readFields(ContainerCreate, { Labels: owned }),
      () => readFields(ContainerCreate, { HostConfig: { Mounts: [{ VolumeOptions: { Labels: owned } }] } }),
      () => readFields(callBodies.ImageCommit, { Labels: owned }),
      () => readFields(NetworkCreate, { Labels: owned }),
      () => readFields(VolumeCreate, { Labels: owned }),
    ];
    for (const read of reads)
      expect(refusal(read)).toEqual({ code: 'args-invalid', message: expect.stringContaining('io.longshore.') });
  });

  it('is any JSON object or list where the operation as a whole is judged', () => {
    expect(readFields(anything, { a: null })).toEqual({ a: null });
    expect(readFields(anything, ['a'])).toEqual(['a']);
    expect(refusal(() => readFields(anything, 'a'))).toMatchObject({ code: 'args-invalid' });
  });

  it('is refused whatever unknown field it has, and never altered but for nulls', () => {
    const known = new Set(Object.keys(ContainerCreate));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const isUnknown = Object.entries(value).some(([name, item]) => item !== null && !known.has(name));
        const { code, read } = create(value) as { readonly code?: string; readonly read?: object };
        expect(code !== undefined || !isUnknown).toBe(true);
        if (read) expect(readFields(ContainerCreate, read)).toEqual(read);
      }),
    );
  });
});
