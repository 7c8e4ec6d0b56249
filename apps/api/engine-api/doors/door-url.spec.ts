import { describe, expect, it } from 'vitest';
import { isLoopback, longestSocketPath, readDoorUrl } from './door-url.js';

describe('the URL of a door', () => {
  it.each([
    ['unix:///run/docker.sock', { kind: 'unix', path: '/run/docker.sock' }],
    ['tcp://127.0.0.1:7375', { kind: 'tcp', host: '127.0.0.1', port: 7_375, isSecure: false }],
    ['tcp://localhost:0', { kind: 'tcp', host: 'localhost', port: 0, isSecure: false }],
    ['tcp://[::1]:7375', { kind: 'tcp', host: '::1', port: 7_375, isSecure: false }],
    ['tls://127.0.0.1:7376', { kind: 'tcp', host: '127.0.0.1', port: 7_376, isSecure: true }],
    ['tcp://0.0.0.0:7376', { kind: 'tcp', host: '0.0.0.0', port: 7_376, isSecure: true }],
    ['tcp://[::]:7376', { kind: 'tcp', host: '::', port: 7_376, isSecure: true }],
    ['fd://', { kind: 'fd', wanted: '' }],
    ['fd://docker', { kind: 'fd', wanted: 'docker' }],
  ])('%s is understood', (url, door) => expect(readDoorUrl(url)).toEqual(door));

  it.each([
    '',
    'unix://',
    '/run/docker.sock',
    'tcp://127.0.0.1',
    'tcp://:7375',
    'tcp://a b:1',
    'tcp://a:65536',
    'http://a:1',
  ])('"%s" is none', (url) =>
    expect(() => readDoorUrl(url)).toThrow(expect.objectContaining({ code: 'door-invalid' })),
  );

  it('has a path of 107 bytes at most on Linux, whole', () => {
    const path = `/${'ü'.repeat(Math.floor((longestSocketPath - 1) / 2))}`;
    expect(readDoorUrl(`unix://${path}`)).toEqual({ kind: 'unix', path });
    expect(() => readDoorUrl(`unix://${path}xx`)).toThrow(/has 10\d bytes.*Choose a shorter one/);
    expect(readDoorUrl('unix://docker.sock')).toEqual({ kind: 'unix', path: `${process.cwd()}/docker.sock` });
  });
});

describe('loopback', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost', '::ffff:127.0.0.1'])('is %s', (host) =>
    expect(isLoopback(host)).toBe(true),
  );
  it.each(['0.0.0.0', '::', '10.0.0.1', '127.example.com', '127.0.0.1.example.com', '::ffff:10.0.0.1'])(
    'is not %s',
    (host) => expect(isLoopback(host)).toBe(false),
  );
});
