import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildRecord } from '#domain';
import { dumpPostgres, dumpRedis, formsOf } from '../rest/dumps.js';
import { type Door, dockerClients, dockerClis, expectSame, openDoor, type Said } from './door.js';
import { Running } from './running.js';

const sleep = `sleep 600.${process.pid}`;

/** A secret of a build. */
const word = randomBytes(20).toString('hex');

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await contextOf(
    'good',
    'FROM busybox\nARG WHO\nCOPY greeting /greeting\nRUN echo "built for $WHO" >> /greeting\nCMD ["cat", "/greeting"]\n',
  );
  await contextOf('failing', 'FROM busybox\nRUN echo before; exit 3\n');
  await contextOf('wrong', 'FROM busybox\nCOPY no-such-file /\n');
  await contextOf('long', `FROM busybox\nRUN echo begun; exec ${sleep}\n`);
  await contextOf(
    'secret',
    'FROM busybox\nRUN --mount=type=secret,id=word sha256sum < /run/secrets/word > /digest\nCMD ["cat", "/digest"]\n',
  );
  await writeFile(join(door.folder, 'word'), word);
});
afterAll(() => door.stop());

async function contextOf(name: string, dockerfile: string): Promise<void> {
  await mkdir(join(door.folder, name));
  await writeFile(join(door.folder, name, 'Dockerfile'), dockerfile);
  await writeFile(join(door.folder, name, 'greeting'), 'hello\n');
}

const builders = [
  ...dockerClients().map((client) => ({ ...client, builder: 'classic', env: { DOCKER_BUILDKIT: '0' } })),
  // That of 20.10 has BuildKit built in; newer ones want a plugin for it.
  ...dockerClients(dockerClis())
    .filter(({ title }) => title.includes(' 20.10'))
    .map((client) => ({ ...client, builder: 'BuildKit', env: { DOCKER_BUILDKIT: '1' } })),
];

describe.each(builders)('$title', ({ program, builder, env }) => {
  const isBuildKit = builder === 'BuildKit';
  const args = (context: string, options: readonly string[] = []) => [
    'build',
    ...(isBuildKit ? ['--progress', 'plain'] : []),
    ...options,
    join(door.folder, context),
  ];

  it(`build (${builder}): an image that runs`, async () => {
    const told = await expectSame(door, async ({ docker, name }) => {
      const options = ['--no-cache', '--build-arg', 'WHO=me', '-t', `${name}:1`];
      const built = await docker(args('good', options), { program, env });
      const ran = await docker(['run', '--rm', `${name}:1`], { program });
      await docker(['rmi', `${name}:1`], { program });
      return { built: isBuildKit ? built.status : plain(built), ran };
    });
    expect(told.ran).toEqual({ status: 0, stdout: 'hello\nbuilt for me\n', stderr: '' });
  });

  it(`build (${builder}) that fails: its words, its status, and in the record the step with what it wrote`, async () => {
    const told = await expectSame(door, async ({ docker }) =>
      Promise.all(
        ['failing', 'wrong'].map(async (context) =>
          reason(await docker(args(context, ['--no-cache']), { program, env })),
        ),
      ),
    );
    expect(told.every(({ status, stderr }) => status !== 0 && stderr !== '')).toBe(true);
    const { items } = await read('/v1/builds?outcome=failed&limit=2');
    const records: readonly BuildRecord[] = await Promise.all(
      items.map(({ id }: BuildRecord) => read(`/v1/builds/${id}`)),
    );
    const failed = records.find(({ steps }) => steps.some(({ instruction }) => instruction.includes('echo before')));
    expect(failed).toMatchObject({ builder: builder.toLowerCase(), bases: [{ image: expect.any(String) }] });
    const step = failed?.steps.find(({ error }) => error !== null);
    expect(step).toMatchObject({ instruction: 'RUN echo before; exit 3', error: expect.stringContaining('3') });
    expect(String(await read(`/v1/builds/${failed?.id}/steps/${step?.number}/output`))).toBe('before\n');
  });

  it(`build (${builder}): Ctrl-C ends its steps`, async () => {
    const told = await expectSame(door, async (way) => {
      const running = new Running(args('long', ['--no-cache']), { program, env: { ...way.env, ...env } });
      await running.says(/^(?:#\d+ [\d.]+ )?begun$/m, isBuildKit ? 'stderr' : 'stdout');
      while (!(await isSleeping())) await later(20);
      running.kill('SIGINT');
      const status = await running.ended;
      while (await isSleeping()) await later(20);
      return status;
    });
    expect(told).not.toBe(0);
  });
});

// The classic builder knows no secrets.
describe.each(builders.filter(({ builder }) => builder === 'BuildKit'))('$title', ({ program, env }) => {
  it('build (BuildKit): a secret is used, and kept nowhere', async () => {
    const told = await expectSame(door, async ({ docker, name }) => {
      const options = ['--no-cache', '--secret', `id=word,src=${join(door.folder, 'word')}`, '-t', `${name}:1`];
      await docker(['build', '--progress', 'plain', ...options, join(door.folder, 'secret')], { program, env });
      const ran = await docker(['run', '--rm', `${name}:1`], { program });
      await docker(['rmi', `${name}:1`], { program });
      return ran.stdout;
    });
    expect(told).toMatch(new RegExp(`^${createHash('sha256').update(word).digest('hex')} `));
    const kept = (await dumpPostgres(door.settings.databaseUrl)) + (await dumpRedis(door.settings));
    expect(formsOf(word).filter((form) => kept.includes(form))).toEqual([]);
  });
});

const read = async (path: string) => (await door.as().get(path).expect(200)).body;

const plain = ({ status, stdout, stderr }: Said): Said => ({
  status,
  stdout: stdout.replaceAll(/\b[0-9a-f]{12}\b/g, 'ID'),
  stderr,
});

/** The last line of a BuildKit build has the reason; before it there are times and digests. */
const reason = (said: Said): Said => ({ ...plain(said), stderr: said.stderr.trim().split('\n').at(-1) ?? '' });

/** Whether the step of the long build is among the processes of this machine, which is the engine's. */
async function isSleeping(): Promise<boolean> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => ''))); // it may have ended
  return lines.some((line) => line.split('\0').join(' ').trim() === sleep);
}
