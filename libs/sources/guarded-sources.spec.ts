import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createNetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GuardedSources } from './guarded-sources.js';
import { parseSourceHosts } from './source-hosts.js';

const bytes = randomBytes(3_000_000);
const never = new AbortController().signal;

describe('contexts from elsewhere', () => {
  let server: Server;
  let port: number;
  let folder: string;
  const asked: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longshore-sources-'));
    await makeRepository(join(folder, 'app'));
    server = createServer((request, response) => {
      asked.push(`${request.headers.host} ${request.url}`);
      answer(folder)(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const local = (...more: string[]) =>
    new GuardedSources(parseSourceHosts([`127.0.0.1:${port}`, ...more]), async (host) =>
      host === 'tidy.test' ? ['93.184.216.34', '127.0.0.1'] : ['127.0.0.1'],
    );
  const fetched = (url: string, sources = local()) => buffer(sources.fetch(url, never));
  const refused = (url: string, code: string, sources = local()) =>
    expect(fetched(url, sources)).rejects.toEqual(expect.objectContaining({ code }));

  it('a tar comes byte for byte, also after a redirect', async () => {
    expect((await fetched(`http://127.0.0.1:${port}/x.tar`)).equals(bytes)).toBe(true);
    expect((await fetched(`http://127.0.0.1:${port}/to?/x.tar`)).equals(bytes)).toBe(true);
  });

  it('come from no host that the list does not name, and from no network of our own behind a name', async () => {
    await refused(`http://127.0.0.1:${port}/x.tar`, 'source-refused', new GuardedSources(parseSourceHosts([])));
    await refused(`http://localhost:${port}/x.tar`, 'source-refused');
    await refused('https://tidy.test/x.tar', 'source-refused', local('tidy.test'));
    await refused('https://inside.test/app.git', 'source-refused', local('*.test'));
    await refused('http://93.184.216.34/x.tar', 'source-refused', local('93.184.216.34'));
    expect(asked.filter((line) => !line.startsWith('127.0.0.1'))).toEqual([]);
  });

  it('redirects are judged again, and have an end', async () => {
    await refused(`http://127.0.0.1:${port}/to?http://localhost:${port}/x.tar`, 'source-refused');
    await refused(`http://127.0.0.1:${port}/to?file:///etc/passwd`, 'source-invalid');
    await refused(`http://127.0.0.1:${port}/circle`, 'source-unreachable');
    await refused(`http://127.0.0.1:${port}/to?http://localhost:${port}/app.git`, 'source-refused');
    await refused(`http://127.0.0.1:${port}/astray/app.git`, 'source-refused');
  });

  it('a name is resolved once: what it means afterwards changes nothing', async () => {
    let times = 0;
    const rebinding = new GuardedSources(parseSourceHosts([`moving.test:${port}`]), async () => {
      times++;
      return times === 1 ? ['127.0.0.1'] : ['127.0.0.2'];
    });
    expect((await fetched(`http://moving.test:${port}/x.tar`, rebinding)).equals(bytes)).toBe(true);
    expect(times).toBe(1);
  });

  it('what cannot be had is told with its reason', async () => {
    await expect(fetched(`http://127.0.0.1:${port}/missing.tar`)).rejects.toThrow('was answered with 404');
    await refused(`http://127.0.0.1:${port}/broken.tar`, 'source-unreachable');
    await refused(`http://127.0.0.1:${port}/missing.git`, 'source-unreachable');
    await expect(fetched(`http://127.0.0.1:${port}/app.git#nowhere`)).rejects.toThrow(/nowhere/);
    await expect(fetched(`http://127.0.0.1:${port}/app.git#:nowhere`)).rejects.toThrow(/nowhere/);
    await refused('http://127.0.0.1:1/x.tar', 'source-unreachable', local('127.0.0.1:1'));
  });

  it.each([
    ['', ['.gitattributes', 'Dockerfile', 'link', 'sub/', 'sub/hidden']],
    ['#main', ['.gitattributes', 'Dockerfile', 'link', 'sub/', 'sub/hidden']],
    ['#v1:sub', ['hidden']],
  ])('a repository%s comes as a tar of its tree, attributes or not', async (fragment, names) => {
    const before = await leftovers();
    expect(await namesIn(await fetched(`http://127.0.0.1:${port}/app.git${fragment}`))).toEqual(names);
    expect(await leftovers()).toEqual(before);
  });

  it('a repository comes by a redirect too, to the address that was judged', async () => {
    const moving = new GuardedSources(parseSourceHosts([`moving.test:${port}`]), async () => ['127.0.0.1']);
    const url = `http://moving.test:${port}/moved/app.git`;
    expect(await namesIn(await fetched(url, moving))).toContain('Dockerfile');
    expect(asked).toContain(`moving.test:${port} /app.git/git-upload-pack`);
  });

  it('a repository by git:// too, of the host that was asked for', async () => {
    const daemon = createNetServer((socket) => {
      const args = ['daemon', '--inetd', '--export-all', `--base-path=${folder}`];
      const child = spawn('git', args, { stdio: ['pipe', 'pipe', 'ignore'] });
      socket.pipe(child.stdin);
      child.stdout.pipe(socket);
    });
    daemon.listen(0, '127.0.0.1');
    await once(daemon, 'listening');
    const at = (daemon.address() as AddressInfo).port;
    const sources = new GuardedSources(parseSourceHosts([`daemon.test:${at}`]), async () => ['127.0.0.1']);
    expect(await namesIn(await fetched(`git://daemon.test:${at}/app#main:sub`, sources))).toEqual(['hidden']);
    daemon.close();
  });
});

async function makeRepository(at: string): Promise<void> {
  await mkdir(join(at, 'sub'), { recursive: true });
  await writeFile(join(at, 'Dockerfile'), 'FROM busybox\n');
  await writeFile(join(at, '.gitattributes'), 'hidden export-ignore\n');
  await writeFile(join(at, 'sub', 'hidden'), 'x');
  await symlink('sub/hidden', join(at, 'link'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', at, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=one');
  git('tag', 'v1');
}

/** A server of tars and of one repository, with ways to go astray. */
function answer(folder: string): RequestListener {
  return (request, response) => {
    const { pathname, search } = new URL(request.url ?? '', 'http://server');
    const leadOn = (location: string) => response.writeHead(302, { location }).end();
    if (pathname === '/x.tar') response.end(bytes);
    else if (pathname === '/to') leadOn(search.slice(1));
    else if (pathname === '/circle') leadOn('/circle');
    else if (pathname.startsWith('/moved/')) leadOn(`${pathname.slice('/moved'.length)}${search}`);
    else if (pathname.startsWith('/astray/'))
      leadOn(`http://localhost:${request.socket.localPort}${pathname.slice('/astray'.length)}${search}`);
    else if (pathname === '/broken.tar')
      response.writeHead(200, { 'content-length': '10' }).write('x', () => response.destroy());
    else if (pathname.startsWith('/app.git/')) serveGit(folder, request, response);
    else response.writeHead(404).end();
  };
}

/** git's own server, as a web server runs it: by CGI. */
function serveGit(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '', 'http://server');
  const child = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROJECT_ROOT: folder,
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      PATH_INFO: pathname.replace('/app.git/', '/app/.git/'),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  void buffer(child.stdout).then((out) => {
    const end = out.indexOf('\r\n\r\n');
    for (const line of out.subarray(0, end).toString().split('\r\n')) {
      const [name = '', value = ''] = line.split(': ');
      if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.end(out.subarray(end + 4));
  });
}

async function namesIn(tar: Buffer): Promise<readonly string[]> {
  const reader = extract();
  reader.end(tar);
  const names: string[] = [];
  for await (const entry of reader) {
    names.push(entry.header.name);
    entry.resume();
  }
  return names.toSorted();
}

async function leftovers(): Promise<readonly string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('longshore-git-'));
}
