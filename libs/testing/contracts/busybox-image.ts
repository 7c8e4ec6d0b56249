import Docker from 'dockerode';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { Host } from '#engine';
import { type ContractHost, uniqueName } from './contract-host.js';

const program = '/bin/busybox';

/**
 * Gives a real engine at `DOCKER_HOST` (or the default socket) a busybox image of its own for the time of a test file.
 *
 * It is made of this machine's statically linked busybox (Debian: busybox-static), so that no registry is needed.
 */
export async function withBusybox(host: Host): Promise<ContractHost> {
  const image = `${uniqueName('busybox')}:1`;
  await text(
    await new Docker().importImage(busyboxTar(), {
      repo: image.slice(0, -':1'.length),
      tag: '1',
      changes: 'CMD ["sh"]',
    }),
  );
  return {
    host,
    image,
    close: async () => {
      await host.graph.removeImage(image, { force: true });
    },
  };
}

function busyboxTar(): Readable {
  const tar = pack();
  tar.entry({ name: 'bin/busybox', mode: 0o755 }, readFileSync(program));
  for (const applet of execFileSync(program, ['--list'], { encoding: 'utf8' }).split('\n')) {
    if (applet && applet !== 'busybox') tar.entry({ name: `bin/${applet}`, type: 'symlink', linkname: 'busybox' });
  }
  tar.finalize();
  return Readable.from(tar);
}
