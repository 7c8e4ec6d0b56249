import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { Complaint } from '../complaint.mjs';
import { canInstall, install } from '../debian.mjs';
import { findExecutable } from '../executables.mjs';
import { runWell } from '../run.mjs';
import { engineWell } from './engine-api.mjs';
import { obtainImage } from './images.mjs';

const image = 'busybox:latest';

/**
 * Makes sure that the engine has busybox:latest, which the tests run: pulled, or where no registry can be
 * reached, made from Debian's static busybox.
 *
 * @param {import('../steps.mjs').Tell} tell
 */
export async function ensureBusybox(tell) {
  if (!(await obtainImage(image, tell))) await makeImage(tell);
  tell(image);
}

/** @param {import('../steps.mjs').Tell} tell */
async function makeImage(tell) {
  if (!canInstall())
    throw new Complaint(
      `the engine has no ${image}, and it cannot be pulled`,
      `docker pull ${image}, when a registry can be reached`,
    );
  await install(['busybox-static'], tell); // the dynamic one of package `busybox` would not run without its libraries
  tell(`importing ${image}`);
  const options = new URLSearchParams({ fromSrc: '-', repo: 'busybox', tag: 'latest', changes: 'CMD ["sh"]' });
  await engineWell('POST', `/images/create?${options}`, { body: await rootFileSystem() });
}

/** A tar like the official image: busybox, a link for each of its applets, and the folders programs expect. */
async function rootFileSystem() {
  const { default: tar } = await import('tar-stream');
  const busybox = /** @type {string} */ (findExecutable('busybox'));
  const applets = (await runWell(busybox, ['--list'])).trim().split('\n');
  const pack = tar.pack();
  for (const name of ['bin', 'dev', 'etc', 'home', 'proc', 'root', 'sys', 'usr', 'var'])
    pack.entry({ name, type: 'directory', mode: 0o755 });
  pack.entry({ name: 'tmp', type: 'directory', mode: 0o1777 });
  pack.entry({ name: 'etc/passwd' }, 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n');
  pack.entry({ name: 'etc/group' }, 'root:x:0:\nnobody:x:65534:\n');
  pack.entry({ name: 'bin/busybox', mode: 0o755 }, readFileSync(busybox));
  for (const applet of applets.filter((name) => name !== 'busybox')) {
    pack.entry({ name: `bin/${applet}`, type: 'symlink', linkname: 'busybox' });
  }
  pack.finalize();
  return buffer(pack);
}
