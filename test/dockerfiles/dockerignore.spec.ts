import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Dockerignore, neededFiles } from '#domain';
import fc from 'fast-check';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const files = [
  '.dockerignore',
  'Dockerfile',
  'README.md',
  'a',
  'a.go',
  'b.txt',
  'dir/a',
  'dir/a.go',
  'dir/sub/a',
  'dir/sub/b.txt',
  'dir/sub/deep/a.go',
  'other/dir/a',
  'other/[x]',
  'src/main.go',
  'src/main_test.go',
];

/** Each is a whole file. */
const ignores: readonly string[] = [
  '',
  '# a comment\n\n  b.txt  \n',
  '*',
  '*\n!src',
  '*\n!src/*.go\nsrc/*_test.go',
  '**\n!dir/sub/a',
  '**/a',
  '**/*.go\n!**/main.go',
  'dir\n!dir/sub\ndir/sub/deep',
  'dir/**',
  'dir/**/a.go',
  '**/sub/**',
  '*/a',
  '/a\n/dir/sub/',
  './b.txt\n../a\nx/../a.go',
  '!a\na',
  'a\n!a\na',
  'other/\\[x\\]',
  '[a-b]*',
  'dir/[^s]*',
  '?',
  'Dockerfile\n.dockerignore',
  '*\n!*.md\nREADME.md',
  '! README.md\n*.md\n!README.md',
  'di**\n!dir/a',
  '**a',
  'dir**go',
  '*.{go,txt}\n+(a)\n$x',
];

const part = fc.constantFrom('a', 'a.go', 'b.txt', 'dir', 'sub', 'src', '*', '**', '*.go', '?', '[a-d]*', '**.go');
const line = fc
  .tuple(fc.constantFrom('', '', '!', '/'), fc.array(part, { minLength: 1, maxLength: 3 }))
  .map(([mark, parts]) => mark + parts.join('/'));
const random = fc.sample(
  fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n')),
  { numRuns: 20, seed: 20_261_201 },
);

/** Stands where an engine would, and keeps the names in what it is given to build. */
function builds(sent: Map<string, readonly string[]>): Server {
  return createServer(async (request, response) => {
    if (request.method !== 'POST') {
      request.resume();
      response.writeHead(200, { 'api-version': '1.41', ostype: 'linux' }).end('OK');
      return;
    }
    const names: string[] = [];
    const tar = extract();
    tar.on('entry', ({ name, type }, stream, next) => {
      if (type === 'file') names.push(name);
      stream.on('end', next).resume();
    });
    await pipeline(request, tar);
    sent.set(new URL(request.url ?? '', 'http://engine').searchParams.get('t') ?? '', names);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"stream":"done"}\n');
  });
}

describe('.dockerignore', () => {
  const sent = new Map<string, readonly string[]>();
  const server = builds(sent);
  let root = '';

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'longshore-ignore-'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.close();
    await rm(root, { recursive: true });
  });

  /** The files that the docker CLI sends of a context with this .dockerignore. */
  async function sentBy(ignore: string, at: number): Promise<readonly string[]> {
    const context = join(root, String(at));
    for (const path of files) {
      await mkdir(dirname(join(context, path)), { recursive: true });
      await writeFile(
        join(context, path),
        path === 'Dockerfile' ? 'FROM busybox\n' : path === '.dockerignore' ? ignore : '',
      );
    }
    const { port } = server.address() as AddressInfo;
    const env = { PATH: process.env['PATH'], HOME: root, DOCKER_BUILDKIT: '0', DOCKER_HOST: `tcp://127.0.0.1:${port}` };
    const cli = spawn('docker', ['build', '--tag', `ignore:${at}`, context], { env, stdio: 'ignore' });
    const [status] = await once(cli, 'exit');
    expect(status).toBe(0);
    return sent.get(`ignore:${at}`) ?? [];
  }

  it('leaves out what the docker CLI leaves out', async () => {
    for (const [at, ignore] of [...ignores, ...random].entries()) {
      const ignored = new Dockerignore(ignore, neededFiles());
      const ours = files.filter((path) => !ignored.ignores(path));
      expect([ignore, ours.toSorted()]).toEqual([ignore, [...(await sentBy(ignore, at))].toSorted()]);
    }
  });
});
