import { describe, expect, it } from 'vitest';
import { parseSourceHosts } from './source-hosts.js';
import { readSource } from './source-url.js';

describe('the URL of a context', () => {
  it.each([
    ['https://a.example/x.tar.gz', { kind: 'tar' }],
    ['https://a.example/team/app.git', { kind: 'git', ref: 'HEAD', folder: '' }],
    ['https://a.example/team/app.git#v1.0:services/./api/', { kind: 'git', ref: 'v1.0', folder: 'services/api' }],
    ['https://a.example/team/app.git#:services', { kind: 'git', ref: 'HEAD', folder: 'services' }],
    ['git://a.example/app', { kind: 'git', ref: 'HEAD' }],
    ['github.com/team/app#main', { kind: 'git', ref: 'main', url: new URL('https://github.com/team/app.git') }],
  ])('%s is read', (url, expected) => expect(readSource(url)).toMatchObject(expected));

  it.each([
    'https://user:hunter2@a.example/x.tar',
    'https://user@a.example/app.git',
    'ssh://git@a.example/app.git',
    'git@a.example:app.git',
    'file:///etc',
    'https://a.example/app.git#main:../..',
    'https://a.example/app.git#--upload-pack=x',
    'https://a.example/app.git#a..b',
  ])('%s is refused, without being told again', (url) => {
    expect(() => readSource(url)).toThrow(expect.objectContaining({ code: 'source-invalid' }));
    expect(() => readSource(url)).not.toThrow(/hunter2/);
  });
});

describe('LONGSHORE_SOURCES', () => {
  const hosts = parseSourceHosts(['github.com', '*.example.com', 'git.internal:3000', '[::1]:80', '10.0.0.1:8080']);

  it.each([
    ['github.com', 443, true, 'public'],
    ['GitHub.com', 443, true, 'public'],
    ['github.com', 8443, false, 'no'],
    ['github.com.evil.org', 443, true, 'no'],
    ['a.b.example.com', 443, true, 'public'],
    ['example.com', 443, true, 'no'],
    ['git.internal', 3000, false, 'exact'],
    ['git.internal', 443, true, 'no'],
    ['::1', 80, true, 'exact'],
    ['10.0.0.1', 8080, false, 'exact'],
  ])('says of %s:%i (default: %s) %s', (host, port, isDefault, verdict) =>
    expect(hosts.judge(host, port, isDefault)).toBe(verdict),
  );

  it.each(['*', 'https://github.com', 'a b', '*.', 'host:0', 'host:99999', '.example.com', ''])(
    'refuses "%s"',
    (entry) => expect(() => parseSourceHosts([entry])).toThrow('LONGSHORE_SOURCES'),
  );
});
