import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { Host } from '#engine';
import { buildContext, collect, graphDriverContract, HostUnderTest, withBusybox } from '#testing/contracts';
import { openHosts, parseHostsConfig } from '../index.js';

const host = openHosts(parseHostsConfig({ DOCKER_HOST: process.env['DOCKER_HOST'] })).get('local') as Host;
const open = () => withBusybox(host);

describe('on a Docker Engine', () => {
  graphDriverContract(open);

  describe.each(['classic', 'buildkit'] as const)('an aborted build by %s', (builder) => {
    const subject = new HostUnderTest(open);

    it('is ended by the engine too: its process is gone', async () => {
      const seconds = `9${process.pid}.${Math.random().toString().slice(2, 8)}`;
      const base = await host.graph.inspectImage(subject.image);
      const abort = new AbortController();
      const building = host.graph.buildImage(
        {
          context: buildContext({ Dockerfile: `FROM ${subject.image}\nRUN exec sleep ${seconds}` }),
          builder,
          dockerfile: 'Dockerfile',
          tags: [],
          args: {},
          labels: {},
          noCache: true,
          pull: false,
        },
        collect(abort.signal),
      );
      building.catch(() => {});
      await vi.waitFor(() => expect(sleepers(seconds)).toBe(1), { timeout: 20_000 });
      const containers = async () => (await host.exec.listContainers()).filter(({ image }) => image === base?.id);
      expect(await containers()).toHaveLength(builder === 'classic' ? 1 : 0);
      abort.abort(new Error('stop'));
      await expect(building).rejects.toThrow('stop');
      await vi.waitFor(() => expect(sleepers(seconds)).toBe(0), { timeout: 20_000 });
      await vi.waitFor(async () => expect(await containers()).toEqual([]), { timeout: 20_000 });
    });
  });
});

/** How many processes of this machine sleep for so long. */
function sleepers(seconds: string): number {
  const commands = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(commandOf);
  return commands.filter((command) => command === `sleep\0${seconds}\0`).length;
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
