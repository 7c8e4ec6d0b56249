import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Host } from '#engine';
import { collect, execDriverContract, HostUnderTest, uniqueName, withBusybox } from '#testing/contracts';
import { openHosts, parseHostsConfig } from '../index.js';

const host = openHosts(parseHostsConfig({ DOCKER_HOST: process.env['DOCKER_HOST'] })).get('local') as Host;
const open = () => withBusybox(host);

describe('on a Docker Engine', () => {
  execDriverContract(open);

  describe('containers', () => {
    const subject = new HostUnderTest(open);

    it('share what they write to a volume', async () => {
      const volume = uniqueName('volume');
      subject.cleanUp(() => host.graph.removeVolume(volume, { force: true }));
      await subject.run('echo kept > /data/file', { volumes: [`${volume}:/data`] });
      const { output } = await subject.run('cat /data/file; echo no > /data/file', { volumes: [`${volume}:/data:ro`] });
      expect(output.text('stdout')).toBe('kept\n');
      expect(output.text('stderr')).toContain('Read-only file system');
    });

    it('are held to what their specification says', async () => {
      const limits = {
        memory: 64 * 1024 ** 2,
        cpus: 0.5,
        pids: 50,
        hostname: 'lighthouse',
        user: '1000:1000',
        workdir: '/tmp',
      };
      const { output } = await subject.run(
        'cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max 2>/dev/null; hostname; id -u; pwd',
        limits,
      );
      expect(output.text('stdout')).toBe(`${limits.memory}\n50\nlighthouse\n1000\n/tmp\n`);
    });

    it('share the network of another', async () => {
      const server = await subject.startContainer('echo hello | nc -l -p 80');
      const script = 'until nc 127.0.0.1 80; do sleep 0.05; done';
      const { output } = await subject.run(script, { network: `container:${server}` });
      expect(output.text('stdout')).toBe('hello\n');
    });

    it('wait with their output until it is taken', async () => {
      const id = await subject.createContainer('head -c 20971520 /dev/zero');
      const gate = Promise.withResolvers<void>();
      let received = 0;
      const output = {
        write: async (_: string, bytes: Uint8Array) => {
          received += bytes.length;
          await gate.promise;
        },
      };
      const { ended } = await host.exec.attachContainer(
        id,
        { output, signal: new AbortController().signal },
        { tty: false },
      );
      await host.exec.startContainer(id);
      // Its process blocks on the pipe: it does not end while nobody reads.
      await expect(host.exec.waitContainer(id, AbortSignal.timeout(500))).rejects.toMatchObject({
        name: 'TimeoutError',
      });
      gate.resolve();
      await ended;
      expect(received).toBe(20 * 1024 ** 2);
    });

    it('are not looked for by a name that leads elsewhere', async () => {
      for (const ref of ['', '.', '..', '../images', 'a//b', '\ud800']) {
        await expect(host.exec.inspectContainer(ref)).rejects.toMatchObject({ kind: 'invalid', code: 'host-refused' });
      }
      expect(await host.exec.inspectContainer('a?all=1#b')).toBeUndefined();
    });

    it('leave no listener on a signal that outlives them', async () => {
      const id = await subject.startContainer('echo hi');
      const { signal } = new AbortController();
      await host.exec.waitContainer(id, signal);
      await host.exec.readLogs(id, { follow: false }, collect(signal));
      await expect.poll(() => getEventListeners(signal, 'abort').length).toBe(0);
    });
  });
});
