import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Door, dockerClients, expectSame, openDoor, type Way } from './door.js';
import { Running } from './running.js';

let door: Door;
beforeAll(async () => (door = await openDoor()));
afterAll(() => door.stop());

/** Tells over and over how large its terminal is. */
const measure = `'while :; do stty size; sleep 0.1; done'`;

describe.each(dockerClients())('$title', ({ program }) => {
  it('run -it: the window has the size of the one outside, follows it, and Ctrl-C is typed into it', async () => {
    const told = await expectSame(door, (way) =>
      resizeAndInterrupt(`${program} run -it --init --rm --name ${way.name} busybox sh -c ${measure}`, way),
    );
    expect(told).toBe(130);
  });

  it('exec -it: the window has the size of the one outside, follows it, and Ctrl-C is typed into it', async () => {
    const told = await expectSame(door, async (way) => {
      await way.docker(['run', '-d', '--init', '--name', way.name, 'busybox', 'sleep', '600'], { program });
      return resizeAndInterrupt(`${program} exec -it ${way.name} sh -c ${measure}`, way);
    });
    expect(told).toBe(130);
  });

  it('attach: a terminal can be left with the keys for it, and the container runs on', async () => {
    const told = await expectSame(door, async (way) => {
      await way.docker(['run', '-dit', '--name', way.name, 'busybox', 'sh', '-c', 'read x; echo got $x; read y'], {
        program,
      });
      const attached = inTerminal(`${program} attach ${way.name}`, way);
      await attached.says(/tty=/);
      attached.type('word\n');
      await attached.says(/got word/);
      attached.type('\u0010\u0011');
      const status = await attached.ended;
      const { stdout } = await way.docker(['inspect', '-f', '{{.State.Status}}', way.name], { program });
      return { status, stdout };
    });
    expect(told.stdout).toBe('running\n');
  });
});

/** Runs a line of shell in a terminal of its own, 33 rows by 101 columns. */
function inTerminal(line: string, { env }: Way): Running {
  const script = `stty rows 33 cols 101; echo "tty=$(tty);"; exec ${line}`;
  return new Running(['-qec', script, '/dev/null'], { program: 'script', env });
}

async function resizeAndInterrupt(line: string, way: Way): Promise<number | string> {
  const running = inTerminal(line, way);
  const terminal = await running.says(/tty=(.+);/);
  await running.says(/^33 101\r$/m);
  await promisify(execFile)('stty', ['-F', terminal, 'rows', '40', 'cols', '120']);
  await running.says(/^40 120\r$/m);
  running.type('\u0003');
  return running.ended;
}
