import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack, type Stack } from '../stack.js';

describe('POST /v1/containers', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  it('runs a container and tells its own status, its output and who ran it', async () => {
    const { body, status } = await stack
      .as()
      .post('/v1/containers')
      .set('prefer', 'wait=30')
      .send({ image: 'busybox', cmd: ['sh', '-c', 'echo hello; echo oops >&2; exit 7'], rm: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'run',
      actor: 'admin',
      state: 'exited',
      status: 7,
      lastError: 'oops',
      result: { exitCode: 7, removed: true },
    });
    const output = await stack.as().get(`/v1/jobs/${body.id}/output?stream=stdout`).buffer();
    expect(output.body.toString()).toBe('hello\n');
  });
});
