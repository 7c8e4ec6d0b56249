import { setTimeout as later } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Door, dockerClients, expectSame, openDoor, type Way, waysOf } from './door.js';
import { Running } from './running.js';

let door: Door;
beforeAll(async () => (door = await openDoor()));
afterAll(() => door.stop());

/** Says `one`, and after USR1 `two`, and ends with 3. */
const sayer = `trap 'echo two; exit 3' USR1; echo one; while :; do sleep 0.1; done`;

describe.each(dockerClients())('$title', ({ program }) => {
  const start = ({ docker, name }: Way, command: readonly string[], options: readonly string[] = []) =>
    docker(['run', '-d', '--init', '--name', name, ...options, 'busybox', ...command], { program });
  const remove = ({ docker, name }: Way) => docker(['rm', '-f', '-v', name], { program });
  const follow = (args: readonly string[], { env }: Pick<Way, 'env'>) => new Running(args, { program, env });

  it('logs -f: each line comes as it is said, and the end with the container', async () => {
    const told = await expectSame(door, async (way) => {
      await start(way, ['sh', '-c', sayer]);
      const logs = follow(['logs', '-f', way.name], way);
      await logs.says(/^one\n/);
      await way.docker(['kill', '-s', 'USR1', way.name], { program });
      const status = await logs.ended;
      await remove(way);
      return { status, stdout: logs.stdout };
    });
    expect(told).toEqual({ status: 0, stdout: 'one\ntwo\n' });
  });

  it('wait and start -a: the exit status of the container, when it ends', async () => {
    const told = await expectSame(door, async (way) => {
      await way.docker(['create', '--init', '--name', way.name, 'busybox', 'sh', '-c', sayer], { program });
      const attached = follow(['start', '-a', way.name], way);
      await attached.says(/^one\n/);
      const waiting = follow(['wait', way.name], way);
      await way.docker(['kill', '-s', 'USR1', way.name], { program });
      const ended = [await attached.ended, await waiting.ended];
      await remove(way);
      return { ended, said: [attached.stdout, waiting.stdout] };
    });
    expect(told).toEqual({ ended: [3, 0], said: ['one\ntwo\n', '3\n'] });
  });

  it('run: a signal to the client is one to the container', async () => {
    const told = await expectSame(door, async (way) => {
      const args = ['run', '--rm', '--init', '--name', way.name, 'busybox', 'sh', '-c', sayer];
      const running = follow(args, way);
      await running.says(/^one\n/);
      running.kill('SIGUSR1');
      return { status: await running.ended, stdout: running.stdout };
    });
    expect(told).toEqual({ status: 3, stdout: 'one\ntwo\n' });
  });

  it('events: what they tell through Longshore is what the engine tells', async () => {
    const name = door.name(`events-${program.length}`);
    const args = ['events', '--since', '0', '--filter', `container=${name}`, '--format', '{{json .}}'];
    const [direct, through] = waysOf(door).map((env) => follow(args, { env }));
    if (!direct || !through) throw new Error('there are two ways');
    await door.docker([
      'run',
      '--name',
      name,
      '--health-cmd',
      'true',
      '--health-interval',
      '20ms',
      'busybox',
      'sleep',
      '1',
    ]);
    await door.docker(['rm', name]);
    for (const events of [direct, through]) {
      await events.says(/"Action":"destroy"|"status":"destroy"/);
      events.kill('SIGINT');
      await events.ended;
    }
    expect(inOrderOfTime(through.stdout)).toEqual(inOrderOfTime(direct.stdout));
    expect(through.stdout).toContain('health_status: healthy');
  });

  it('stats: sample after sample, until the client goes', async () => {
    const told = await expectSame(door, async (way) => {
      await start(way, ['sleep', '600']);
      const stats = follow(['stats', '--format', '{{.Name}} has {{.PIDs}}', way.name], way);
      await stats.says(new RegExp(`(?:${way.name} has \\d[^]*){3}`));
      stats.kill('SIGKILL'); // 28.2 does not hear of Ctrl-C here
      await stats.ended;
      await remove(way);
      return stats.stderr;
    });
    expect(told).toBe('');
  });

  it('healthchecks: a container is well when its command says so', async () => {
    const told = await expectSame(door, async (way) => {
      const check = ['--health-cmd', 'test -f /tmp/well', '--health-interval', '50ms', '--health-retries', '1000'];
      await start(way, ['sleep', '600'], check);
      const state = async () =>
        (await way.docker(['inspect', '-f', '{{.State.Health.Status}}', way.name], { program })).stdout.trim();
      const before = await state();
      await way.docker(['exec', way.name, 'touch', '/tmp/well'], { program });
      while ((await state()) !== 'healthy') await later(50);
      await remove(way);
      return before;
    });
    expect(told).toBe('starting');
  });

  it('--network container: shares the network of another', async () => {
    const told = await expectSame(door, async (way) => {
      await start(way, ['sleep', '600'], ['--hostname', 'shared']);
      const own = await way.docker(['exec', way.name, 'ip', '-o', '-4', 'addr'], { program });
      const options = ['run', '--rm', '--network', `container:${way.name}`, 'busybox'];
      const other = await way.docker([...options, 'ip', '-o', '-4', 'addr'], { program });
      const host = await way.docker([...options, 'hostname'], { program });
      await remove(way);
      return { isSame: own.stdout === other.stdout, host };
    });
    expect(told).toEqual({ isSame: true, host: { status: 0, stdout: 'shared\n', stderr: '' } });
  });
});

/** An engine does not tell all who follow its events in the same order. */
function inOrderOfTime(told: string): readonly unknown[] {
  const events = told
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly timeNano: number });
  return events.toSorted((a, b) => a.timeNano - b.timeNano);
}
