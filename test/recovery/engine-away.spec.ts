import { parseHostsConfig } from '#drivers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startStack, type Stack } from '../stack.js';
import { EngineGate } from './engine-gate.js';
import { hostOf, Jobs, removeContainersOf } from './jobs.js';
import { enginePath } from './worker-process.js';

const ticks = (count: number) => Array.from({ length: count }, (_, tick) => `tick ${tick}\n`).join('');

describe('a run whose connections to the engine break', () => {
  let gate: EngineGate;
  let stack: Stack;
  let jobs: Jobs;
  const ids: string[] = [];
  const cleanUp = new AsyncDisposableStack();

  beforeAll(async () => {
    gate = cleanUp.use(await EngineGate.open(enginePath({ hosts: parseHostsConfig(process.env) })));
    stack = await startStack({ settings: { hosts: new Map([['local', gate.url]]) } });
    cleanUp.defer(() => stack.stop());
    cleanUp.defer(() => removeContainersOf(hostOf(stack), ids));
    jobs = new Jobs(stack);
  });

  afterAll(() => cleanUp.disposeAsync());

  it.each([
    { what: 'all of them', pattern: /./ },
    { what: 'that of its output', pattern: /attach/ },
    { what: 'that of its wait', pattern: /wait/ },
  ])('goes on with its container, and has its whole output: $what', async ({ pattern }) => {
    const script = 'i=0; while [ $i -lt 20 ]; do echo tick $i; sleep 0.1; i=$((i+1)); done; exit 7';
    const id = await jobs.submit('/v1/containers', { image: 'busybox', cmd: ['sh', '-c', script], network: 'none' });
    ids.push(id);
    await vi.waitFor(async () => expect(await jobs.output(id)).toContain('tick 3'), { timeout: 5_000, interval: 50 });
    gate.cut(pattern);
    expect((await jobs.ended(id)).exit?.status).toBe(7);
    expect(await jobs.output(id)).toBe(ticks(20));
    expect(await jobs.ends(id)).toBe(1);
  });
});
