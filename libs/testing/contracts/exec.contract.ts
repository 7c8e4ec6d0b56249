import { describe, expect, it, vi } from 'vitest';
import type { ExecSpec } from '#engine';
import { CollectedOutput } from './collected-output.js';
import { collect, expectCode, type HostUnderTest } from './contract-host.js';

/** Processes in running containers. */
export function execContract(subject: HostUnderTest): void {
  describe('an exec', () => {
    it('runs to its end, and its status is known then', async () => {
      const { exec } = subject.host;
      const container = await subject.startContainer('sleep 1000');
      const { exec: id } = await exec.createExec(
        shell(container, 'printf \'\\000\\377\'; echo "$WHO" >&2; exit 9', { env: { WHO: 'me' } }),
      );
      expect(await exec.inspectExec(id)).toEqual({ id, running: false });
      const io = collect();
      await exec.startExec(id, { tty: false }, io);
      expect(io.output.bytes('stdout')).toEqual(Buffer.from([0, 255]));
      expect(io.output.text('stderr')).toBe('me\n');
      await vi.waitFor(async () => expect(await exec.inspectExec(id)).toEqual({ id, running: false, exitCode: 9 }));
    });

    it('starts once', async () => {
      const { exec } = subject.host;
      const container = await subject.startContainer('sleep 1000');
      const { exec: id } = await exec.createExec(shell(container, 'true'));
      await exec.startExec(id, { tty: false }, collect());
      await expectCode(exec.startExec(id, { tty: false }, collect()), 'host-conflict');
    });

    it('speaks raw from a terminal', async () => {
      const { exec } = subject.host;
      const container = await subject.startContainer('sleep 1000');
      const { exec: id } = await exec.createExec(shell(container, 'echo out; echo err >&2', { tty: true }));
      const io = collect();
      await exec.startExec(id, { tty: true }, io);
      expect(io.output.text('stdout')).toBe('out\r\nerr\r\n');
    });

    it('runs on when it is let go of', async () => {
      const { exec } = subject.host;
      const container = await subject.startContainer('sleep 1000');
      const { exec: id } = await exec.createExec(shell(container, 'echo begun; sleep 1000'));
      const abort = new AbortController();
      const output = new CollectedOutput();
      const running = exec.startExec(id, { tty: false }, { output, signal: abort.signal });
      await vi.waitFor(() => expect(output.text('stdout')).toBe('begun\n'));
      const reason = new Error('away');
      abort.abort(reason);
      await expect(running).rejects.toBe(reason);
      expect(await exec.inspectExec(id)).toEqual({ id, running: true });
    });

    it('is forgotten with its container', async () => {
      const { exec } = subject.host;
      const container = await subject.startContainer('sleep 1000');
      const { exec: id } = await exec.createExec(shell(container, 'sleep 1000'));
      await exec.stopContainer(container, { seconds: 0 });
      await vi.waitFor(async () => expect(await exec.inspectExec(id)).toBeUndefined());
      await expectCode(exec.createExec(shell(container, 'true')), 'host-conflict');
      expect(await exec.inspectExec('0'.repeat(64))).toBeUndefined();
    });

    it('can be run to its end in one call', async () => {
      const { exec } = subject.host;
      const container = await subject.startContainer('sleep 1000');
      const output = new CollectedOutput();
      expect(await exec.execToEnd(shell(container, 'echo hi; exit 5'), output)).toEqual({ status: 5 });
      expect(output.text('stdout')).toBe('hi\n');
      expect(await exec.execToEnd(shell(container, 'true'))).toEqual({ status: 0 });
      const missing = await exec.execToEnd({ ...shell(container, ''), cmd: ['no-such-program'] });
      // 126 from engines before 23.
      expect([126, 127]).toContain(missing.status);
    });
  });
}

function shell(container: string, script: string, more: Partial<ExecSpec> = {}): ExecSpec {
  return { container, cmd: ['sh', '-c', script], env: {}, tty: false, ...more };
}
