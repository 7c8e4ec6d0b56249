import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack, type Stack } from './stack.js';

interface JobSeen {
  readonly name: string;
  readonly actor: string;
  readonly status: number;
  readonly signal: string | null;
}

describe('the first session of the README', () => {
  let stack: Stack;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'longshore-readme-'));
    const door = `unix://${directory}/docker.sock`;
    stack = await startStack({ settings: { doors: [door] } });
    await stack.app.listen(0, '127.0.0.1');
    await mkdir(join(directory, '.longshore'));
    const lines = [
      `export LONGSHORE_URL=${(await stack.app.getUrl()).replace('[::1]', '127.0.0.1')}`,
      `export LONGSHORE_TOKEN=${stack.token}`,
      `export LONGSHORE_DOCKER_HOST=${door}`,
    ];
    await writeFile(join(directory, '.longshore', 'env'), lines.join('\n'));
  });
  afterAll(async () => {
    await stack.as().delete('/v1/images/hello:1?force=true').set('prefer', 'wait=20');
    await stack.stop();
    await rm(directory, { recursive: true });
  });

  it('runs as it is written, and leaves a record that names the actor of each job', async () => {
    const readme = await readFile('README.md', 'utf8');
    const script = [...readme.matchAll(/```sh session\n(.*?)```/gs)].map(([, block]) => block).join('\n');
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: directory,
      timeout: 60_000,
    });
    expect(stdout).toContain('tick 0');
    expect(stdout).toContain('hello through the front door');
    expect(await readFile(join(directory, 'audit.csv'), 'utf8')).toMatch(/^position,time,actor,.*\r\n\d+,/);
    const { body } = await stack.as().get('/v1/jobs?limit=100');
    const all = (body.items as readonly JobSeen[]).toReversed();
    const user = userInfo().username;
    const ofUser = all.filter(({ actor }) => actor === user).map(({ name }) => name);
    expect(ofUser).toEqual(expect.arrayContaining(['attach', 'create', 'start']));
    const seen = all
      .filter(({ actor }) => actor === 'admin' || actor === 'alice')
      .map(({ name, actor, status, signal }) => ({ name, actor, status, signal }));
    expect(seen).toEqual([
      { name: 'build', actor: 'alice', status: 0, signal: null },
      { name: 'network.create', actor: 'alice', status: 0, signal: null },
      { name: 'run', actor: 'alice', status: 0, signal: null },
      { name: 'run', actor: 'alice', status: 0, signal: null },
      { name: 'run', actor: 'admin', status: 143, signal: 'TERM' },
      { name: 'run', actor: 'alice', status: 7, signal: null },
      { name: 'rm', actor: 'admin', status: 0, signal: null },
      { name: 'network.rm', actor: 'admin', status: 0, signal: null },
    ]);
    const [reached] = (body.items as readonly { readonly name: string; readonly links: { readonly output: string } }[])
      .toReversed()
      .filter(({ name }) => name === 'run')
      .slice(1);
    const output = await stack
      .as()
      .get(reached?.links.output ?? '')
      .buffer();
    expect(output.body.toString()).toContain('hello from the image');
  });
});
