import type { Host } from '#engine';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startStack, type Stack } from '../stack.js';
import { EngineGate } from './engine-gate.js';
import { hostOf, Jobs, removeContainersOf } from './jobs.js';
import { type PrivateService, startPrivateDatabase } from '#testing';
import { enginePath, WorkerProcess } from './worker-process.js';

const withinMs = 15_000;

describe('Postgres', () => {
  let postgres: PrivateService;
  let stack: Stack;
  let host: Host;
  let jobs: Jobs;
  let gate: EngineGate;
  const cleanUp = new AsyncDisposableStack();
  const accepted = new Set<string>();

  const post = (body: object) =>
    stack
      .as()
      .post('/v1/containers')
      .send({ image: 'busybox', network: 'none', ...body });
  const accept = async (body: object): Promise<string> => {
    const answer = await post(body);
    expect(answer.status).toBe(202);
    accepted.add(answer.body.id);
    return answer.body.id;
  };

  beforeAll(async () => {
    const database = await startPrivateDatabase();
    postgres = cleanUp.use(database.service);
    stack = await startStack({ worker: false, settings: { databaseUrl: database.url } });
    cleanUp.defer(() => stack.stop());
    host = hostOf(stack);
    jobs = new Jobs(stack);
    gate = cleanUp.use(await EngineGate.open(enginePath(stack.settings)));
    cleanUp.defer(() => removeContainersOf(host, accepted));
    cleanUp.use(await WorkerProcess.start(stack.settings, gate.url));
  });

  afterAll(() => cleanUp.disposeAsync());

  it('may crash amid a stream of commands: the API says 503 meanwhile, and each accepted command ends once within 15 s of its return', async () => {
    const speaking = await accept({
      cmd: ['sh', '-c', 'i=0; while [ $i -lt 60 ]; do echo line $i; sleep 0.1; i=$((i+1)); done; exit 7'],
    });
    await vi.waitFor(async () => expect(await jobs.output(speaking)).toContain('line 5'), { timeout: 5_000 });
    const creation = gate.holdAnswer(/POST \S+\/networks\/create/);
    const network = await jobs.submit('/v1/networks', { name: `postgres-${process.pid}`, internal: true });
    await creation.answered;

    let isAway = false;
    const refusals: { readonly status: number; readonly type: string }[] = [];
    const client = async (): Promise<void> => {
      for (let sent = 0; !isAway || refusals.length === 0; sent++) {
        const answer = await post({ cmd: ['true'], rm: true });
        if (answer.status === 202) accepted.add(answer.body.id);
        else refusals.push({ status: answer.status, type: answer.type });
      }
    };
    const clients = Promise.all([client(), client(), client()]);
    await vi.waitFor(() => expect(accepted.size).toBeGreaterThan(15), { timeout: 20_000 });
    await postgres.crash();
    isAway = true;
    await clients;
    expect(new Set(refusals.map(({ status, type }) => `${status} ${type}`))).toEqual(
      new Set(['503 application/problem+json']),
    );
    creation.letGo();
    await postgres.startAgain();
    const backAt = Date.now();

    for (const id of [...accepted, network]) {
      const job = await jobs.ended(id, backAt + withinMs - Date.now());
      expect(await jobs.ends(id), String(await jobs.types(id))).toBe(1);
      expect(job.exit?.status).toBe(id === speaking ? 7 : 0);
    }
    const tookMs = Date.now() - backAt;
    expect(await jobs.output(speaking)).toBe(Array.from({ length: 60 }, (_, line) => `line ${line}\n`).join(''));
    expect(await host.network.listNetworks({ label: `io.longshore.job=${network}` })).toHaveLength(1);
    await host.network.removeNetwork(`postgres-${process.pid}`);
    expect((await stack.as().get('/readyz')).status).toBe(200);
    await jobs.ended(await accept({ cmd: ['true'], rm: true }));
    console.info(`${accepted.size} accepted, ${refusals.length} refused, all ended ${tookMs} ms after the return`);
  });
});
