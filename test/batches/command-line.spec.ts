import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine, type Rest, startRest } from '../rest/rest.js';
import { Batches } from './batches.js';

const cli = fileURLToPath(new URL('../../scripts/cli.mjs', import.meta.url));

describe('./longshore batch', () => {
  let rest: Rest;
  let folder: string;
  beforeAll(async () => {
    rest = await startRest();
    folder = await mkdtemp(join(tmpdir(), 'longshore-batch-'));
  });
  afterAll(async () => {
    await rest.stop();
    await rm(folder, { recursive: true });
  });

  async function write(name: string, files: Readonly<Record<string, string>>): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name, path)), { recursive: true });
      await writeFile(join(folder, name, path), text);
    }
    return join(folder, name);
  }

  function start(...args: string[]) {
    const env = { ...process.env, LONGSHORE_URL: rest.url, LONGSHORE_TOKEN: rest.token };
    const child = spawn(process.execPath, [cli, 'batch', ...args], { env });
    let [out, err] = ['', ''];
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    child.stderr.on('data', (part: Buffer) => (err += part.toString()));
    const ended = once(child, 'close').then(([status]) => ({ status: Number(status), out, err }));
    return { child, ended, out: () => out };
  }

  it('builds a monorepo of four Dockerfiles on three levels in their order, and ends with its status', async () => {
    const tag = (name: string) => `${rest.name(name)}:1`;
    const directory = await write('mono', {
      '.dockerignore': '**/junk\n',
      'base/Dockerfile': 'FROM busybox\nCOPY . /base\nRUN test -e /base/junk && echo base > /made\n',
      // Of its own rules is what goes: junk does, other does not.
      'base/Dockerfile.dockerignore': 'other\n',
      'base/junk': 'x',
      'base/other': 'x',
      'lib/Dockerfile': `FROM ${tag('base')}\nCOPY . /lib\nRUN test ! -e /lib/junk && test -x /lib/run && cat /made\n`,
      'lib/junk': 'x',
      'lib/run': 'x',
      'api/Dockerfile': `FROM ${tag('lib')}\nRUN cat /made\n`,
      'web/Dockerfile': `FROM ${tag('lib')}\nCOPY --from=${tag('base')} /made /twice\nRUN test ! -e /base/other\n`,
    });
    await chmod(join(directory, 'lib', 'run'), 0o755);
    const template = `${rest.name('{name}')}:{tag}`;
    const plan = await start(directory, '--plan', '--tag-template', template, '--tag', '1').ended;
    expect([plan.status, plan.out]).toEqual([
      0,
      expect.stringMatching(/1\. base .*2\. lib .*after base.*3\. api .*3\. web /s),
    ]);

    const { status, out, err } = await start(directory, '--tag-template', template, '--tag', '1').ended;
    expect([status, err]).toEqual([0, expect.stringContaining('status 0')]);
    const built = [...out.matchAll(/✓ (\w+) built/g)].map(([, name]) => name);
    expect(built.slice(0, 2)).toEqual(['base', 'lib']);
    expect(built.slice(2).toSorted()).toEqual(['api', 'web']);
    expect(out).toContain('mono: 4 of 4 builds, 11 of 11 steps\n');
    for (const name of ['base', 'lib', 'api', 'web']) await engine.getImage(tag(name)).inspect();
  });

  it('tells the end of what a build said that failed, what that keeps from being built, and a refusal', async () => {
    const directory = await write('bad', {
      'a/Dockerfile': 'FROM busybox\nRUN echo it broke; exit 3\n',
      'b/Dockerfile': `FROM ${rest.name('bad-a')}:latest\n`,
    });
    const { status, out, err } = await start(directory, '--tag-template', rest.name('bad-{name}:{tag}')).ended;
    expect(status).not.toBe(0);
    expect(err).toContain('it broke');
    expect(out).toMatch(/✗ a failed.*- b skipped/s);
    const refusal = await start(directory, 'c').ended;
    expect([refusal.status, refusal.err]).toEqual([1, expect.stringContaining('no build "c"')]);
  });

  it('tells why a build waits in the words of REST, ends the batch at Ctrl-C, and then itself with 130', async () => {
    const directory = await write('slow', {
      'base/Dockerfile': 'FROM busybox\nRUN sleep 300\n',
      'app/Dockerfile': `FROM ${rest.name('slow-base')}:latest\n`,
    });
    const template = rest.name('slow-{name}:{tag}');
    const { child, ended, out } = start(directory, '--name', 'slow', '--plain', '--tag-template', template);
    await expect.poll(out, { timeout: 30_000 }).toMatch(/^ {2}▸ base running/m);
    await expect.poll(out, { timeout: 30_000 }).toMatch(/^ {2}· app waiting {2}needs base \((?:waiting|running)\)$/m);
    child.kill('SIGINT');
    expect((await ended).status).toBe(130);
    const [{ id = '' } = {}] = await rest.jobs('?name=batch&limit=1');
    const batch = await new Batches(rest).load(id);
    expect(batch.job.state).toBe('exited');
    expect(batch.counts.cancelled).toBe(2);
  });
});
