import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { collect, type HostUnderTest } from './contract-host.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const megabyte = 1024 ** 2;
const script = "printf 'a\\000\\377'; echo err 1 >&2; printf 'b\\n'; echo err 2 >&2; exit 7";

/** What containers say, live and afterwards. */
export function containerOutputContract(subject: HostUnderTest): void {
  describe('the output of a container', () => {
    it('arrives whole, byte by byte, each stream in its order', async () => {
      const { status, output } = await subject.run(script);
      expect(status).toBe(7);
      expect(output.bytes('stdout')).toEqual(Buffer.from('a\0\xffb\n', 'latin1'));
      expect(output.text('stderr')).toBe('err 1\nerr 2\n');
    });

    it('is one raw stream from a terminal', async () => {
      const { output } = await subject.run('echo one; echo two >&2', { tty: true });
      expect(output.text('stdout')).toBe('one\r\ntwo\r\n');
      expect(output.text('stderr')).toBe('');
    });

    it('is 20 MiB in flat memory for a reader that is slow', async () => {
      const id = await subject.createContainer(`head -c ${20 * megabyte} /dev/zero`);
      let received = 0;
      let peak = 0;
      collectGarbage();
      const before = process.memoryUsage().arrayBuffers;
      const output = {
        write: async (_: string, bytes: Uint8Array) => {
          const megabytes = Math.floor(received / megabyte);
          received += bytes.length;
          if (Math.floor(received / megabyte) === megabytes) return;
          collectGarbage();
          peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
        },
      };
      const { ended } = await subject.host.exec.attachContainer(id, { output, signal: new AbortController().signal });
      await subject.host.exec.startContainer(id);
      await ended;
      expect(received).toBe(20 * megabyte);
      expect(peak).toBeLessThan(4 * megabyte);
    });

    it('is let go of on an abort, while the container runs on', async () => {
      const id = await subject.createContainer('sleep 1000');
      const abort = new AbortController();
      const { ended } = await subject.host.exec.attachContainer(id, collect(abort.signal));
      await subject.host.exec.startContainer(id);
      const reason = new Error('the client went away');
      abort.abort(reason);
      await expect(ended).rejects.toBe(reason);
      expect(await subject.host.exec.inspectContainer(id)).toMatchObject({ running: true });
    });

    it('is let go of on an abort even while its reader hangs', async () => {
      const id = await subject.createContainer('echo hello; sleep 1000');
      const abort = new AbortController();
      const written = Promise.withResolvers<void>();
      const output = {
        write: () => {
          written.resolve();
          return new Promise<void>(() => {});
        },
      };
      const { ended } = await subject.host.exec.attachContainer(id, { output, signal: abort.signal });
      await subject.host.exec.startContainer(id);
      await written.promise;
      const reason = new Error('enough');
      abort.abort(reason);
      await expect(ended).rejects.toBe(reason);
    });

    it('fails with the error of its reader', async () => {
      const id = await subject.createContainer('echo hello; sleep 1000');
      const failure = new Error('disk full');
      const output = { write: () => Promise.reject(failure) };
      const { ended } = await subject.host.exec.attachContainer(id, { output, signal: new AbortController().signal });
      await subject.host.exec.startContainer(id);
      await expect(ended).rejects.toBe(failure);
    });

    it('can be read again as logs', async () => {
      // Text only: the engine's log driver json-file replaces bytes that are not UTF-8.
      const id = await subject.startContainer(
        "printf 'gr\\303\\274'; echo err 1 >&2; printf '\\303\\237e\\n'; echo err 2 >&2",
      );
      await subject.host.exec.waitContainer(id, new AbortController().signal);
      for (const follow of [false, true]) {
        const io = collect();
        await subject.host.exec.readLogs(id, { follow }, io);
        expect(io.output.text('stdout')).toBe('gr\u00fc\u00dfe\n');
        expect(io.output.text('stderr')).toBe('err 1\nerr 2\n');
      }
    });

    it('is followed by logs until the container ends', async () => {
      const id = await subject.startContainer('echo first; sleep 0.3; echo last');
      const io = collect();
      await subject.host.exec.readLogs(id, { follow: true }, io);
      expect(io.output.text('stdout')).toBe('first\nlast\n');
    });

    it('stops being followed on an abort', async () => {
      const id = await subject.startContainer('sleep 1000', { tty: true });
      const abort = new AbortController();
      const reading = subject.host.exec.readLogs(id, { follow: true }, collect(abort.signal));
      const reason = new Error('seen enough');
      abort.abort(reason);
      await expect(reading).rejects.toBe(reason);
    });
  });
}
