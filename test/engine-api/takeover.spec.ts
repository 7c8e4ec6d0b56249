import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineGate } from '../recovery/engine-gate.js';
import { enginePath, WorkerProcess } from '../recovery/worker-process.js';
import { engine } from '../rest/rest.js';
import { type Door, openDoor } from './door.js';

let door: Door;
let gate: EngineGate;
beforeAll(async () => {
  door = await openDoor({ worker: false });
  gate = await EngineGate.open(enginePath(door.settings));
});
afterAll(async () => {
  await door.stop();
  await gate[Symbol.asyncDispose]();
});

/** Runs the CLI while a worker dies when the engine has done what the request asks, and its answer is lost; another goes on. */
async function whileOneDies(request: RegExp, args: readonly string[]) {
  const held = gate.holdAnswer(request);
  const said = await (async () => {
    await using victim = await WorkerProcess.start(door.settings, gate.url);
    const saying = door.docker(args);
    await held.answered;
    await victim.kill();
    held.letGo();
    await using heir = await WorkerProcess.start(door.settings, gate.url);
    const answer = await saying;
    await heir.kill();
    return answer;
  })();
  return said;
}

describe('a worker that dies with a command of the docker CLI', () => {
  it('leaves one container, which the CLI is told of', async () => {
    const name = door.name('one');
    const { status, stdout } = await whileOneDies(/POST \S+\/containers\/create/, [
      'create',
      '--name',
      name,
      'busybox',
    ]);
    const made = await engine.listContainers({ all: true, filters: { name: [name] } });
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${made[0]?.Id}\n` });
    expect(made).toHaveLength(1);
    await engine.getContainer(name).remove();
  }, 60_000);

  it('leaves one network', async () => {
    const name = door.name('net');
    const { status } = await whileOneDies(/POST \S+\/networks\/create/, ['network', 'create', name]);
    expect(status).toBe(0);
    expect(await engine.listNetworks({ filters: { name: [name] } })).toHaveLength(1);
    await engine.getNetwork(name).remove();
  }, 60_000);

  it('has removed what was to be removed', async () => {
    const { id } = await engine.createContainer({ Image: 'busybox' });
    expect(await whileOneDies(/DELETE \S+\/containers\//, ['rm', id])).toMatchObject({ status: 0, stdout: `${id}\n` });
  }, 60_000);

  it('leaves nobody who could tell whether a harmless signal arrived, and the CLI is told so', async () => {
    const container = await engine.createContainer({
      Image: 'busybox',
      Cmd: ['sleep', '600'],
      HostConfig: { Init: true },
    });
    await container.start();
    const { status, stderr } = await whileOneDies(/POST \S+\/kill/, ['kill', '-s', 'CONT', container.id]);
    expect(status).toBe(1);
    expect(stderr).toContain('nobody can tell whether it did');
    expect((await door.jobs('?name=kill&limit=1'))[0]).toMatchObject({ state: 'indeterminate' });
    await container.remove({ force: true });
  }, 60_000);
});
