import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Door, dockerClients, expectSame, openDoor, type Said } from './door.js';

let door: Door;
beforeAll(async () => (door = await openDoor()));
afterAll(() => door.stop());

/** 20 MB that no one compresses, as text. */
const input = randomBytes(10_000_000).toString('hex');
const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const briefly = ({ status, stdout, stderr }: Said) => ({ status, stdout: digest(stdout), stderr });
const whole = { status: 0, stdout: digest(input), stderr: '' };

describe.each(dockerClients())('$title', ({ program }) => {
  it('run -i: 20 MB through stdin and stdout', async () => {
    const told = await expectSame(door, async (way) =>
      briefly(await way.docker(['run', '--rm', '-i', '--name', way.name, 'busybox', 'cat'], { program, input })),
    );
    expect(told).toEqual(whole);
  });

  it('exec -i: 20 MB through stdin and stdout', async () => {
    const told = await expectSame(door, async (way) => {
      await way.docker(['run', '-d', '--name', way.name, 'busybox', 'sleep', '600'], { program });
      const said = briefly(await way.docker(['exec', '-i', way.name, 'cat'], { program, input }));
      await way.docker(['rm', '-f', way.name], { program });
      return said;
    });
    expect(told).toEqual(whole);
  });

  it('attach: 20 MB through stdin and stdout', async () => {
    const told = await expectSame(door, async (way) => {
      await way.docker(['create', '-i', '-a', 'stdin', '-a', 'stdout', '--name', way.name, 'busybox', 'cat'], {
        program,
      });
      await way.docker(['start', way.name], { program });
      const said = briefly(await way.docker(['attach', way.name], { program, input }));
      await way.docker(['rm', way.name], { program });
      return said;
    });
    expect(told).toEqual(whole);
  });

  it('half-close: what is said after the end of stdin still comes', async () => {
    const told = await expectSame(door, (way) =>
      way.docker(['run', '--rm', '-i', 'busybox', 'sh', '-c', 'wc -c; echo after; exit 4'], {
        program,
        input: 'twelve bytes',
      }),
    );
    expect(told).toEqual({ status: 4, stdout: '12\nafter\n', stderr: '' });
  });

  it('export and import, save and load through pipes: the same bytes inside', async () => {
    const told = await expectSame(door, async (way) => {
      const files = join(door.folder, way.name);
      const image = `${way.name}:imported`;
      await way.docker(['run', '--name', way.name, 'busybox', 'sh', '-c', 'echo kept > /kept'], { program });
      await way.docker(['export', '-o', `${files}.tar`, way.name], { program });
      await way.docker(['rm', way.name], { program });
      const tar = await readFile(`${files}.tar`);
      const imported = await way.docker(['import', '-c', 'CMD ["cat", "/kept"]', '-', image], { program, input: tar });
      await way.docker(['save', '-o', `${files}.image`, image], { program });
      await way.docker(['rmi', image], { program });
      const loaded = await way.docker(['load'], { program, input: await readFile(`${files}.image`) });
      const ran = await way.docker(['run', '--rm', image], { program });
      await way.docker(['rmi', image], { program });
      return { imported: imported.status, loaded, ran };
    });
    expect(told.ran.stdout).toBe('kept\n');
  });

  it('cp both ways: folders, links and what comes through pipes', async () => {
    const told = await expectSame(door, async (way) => {
      const folder = join(door.folder, way.name);
      await mkdir(join(folder, 'in', 'deep'), { recursive: true });
      await writeFile(join(folder, 'in', 'deep', 'file'), 'deep down\n');
      await way.docker(['create', '--name', way.name, 'busybox', 'sh', '-c', 'cat /tmp/in/deep/file'], { program });
      const put = await way.docker(['cp', join(folder, 'in'), `${way.name}:/tmp/`], { program });
      const ran = await way.docker(['start', '-a', way.name], { program });
      const got = await way.docker(['cp', `${way.name}:/tmp/in`, join(folder, 'out')], { program });
      const piped = await way.docker(['cp', `${way.name}:/tmp/in/deep/file`, '-'], { program });
      const back = await way.docker(['cp', '-', `${way.name}:/tmp`], { program, input: piped.stdout });
      await way.docker(['rm', way.name], { program });
      return {
        put: put.status,
        ran,
        got: got.status,
        back,
        file: await readFile(join(folder, 'out/deep/file'), 'utf8'),
      };
    });
    expect(told).toMatchObject({ ran: { stdout: 'deep down\n' }, back: { status: 0 }, file: 'deep down\n' });
  });
});
