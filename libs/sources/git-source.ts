import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gate, Passed } from './gate.js';
import { git, gitOutput, type GitPlace } from './git.js';
import { ask } from './http-source.js';
import { type Source, shown } from './source-url.js';

/**
 * The tree of a repository as a tar: its newest commit of a ref, without history, submodules and LFS. `git archive` makes it from a bare
 * repository, so that nothing of the repository is ever run, and no link in it followed.
 */
export async function* gitTar(
  source: Source & { readonly kind: 'git' },
  gate: Gate,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const passed = await reached(source.url, gate, signal);
  const directory = await mkdtemp(join(tmpdir(), 'longshore-git-'));
  try {
    const place: GitPlace = { directory, protocol: passed.url.protocol.slice(0, -1), signal, shown: shown(source.url) };
    await git(place, ['init', '--bare', '--quiet', '--template=', directory]);
    // As a checkout has them: `git archive` would leave out, and rewrite, what the repository's own attributes say.
    await mkdir(join(directory, 'info'));
    await writeFile(join(directory, 'info', 'attributes'), '* -export-ignore -export-subst\n');
    await git(
      place,
      [
        ...pinned(passed),
        'fetch',
        '--quiet',
        '--depth=1',
        '--no-tags',
        '--no-recurse-submodules',
        urlFor(passed),
        source.ref,
      ],
      hostOf(passed),
    );
    const tree = source.folder === '' ? 'FETCH_HEAD' : `FETCH_HEAD:${source.folder}`;
    yield* gitOutput(place, ['archive', '--format=tar', tree]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** git itself follows no redirects: where they lead is judged here, before it is asked. */
async function reached(url: URL, gate: Gate, signal: AbortSignal): Promise<Passed> {
  if (url.protocol === 'git:') return gate.pass(url);
  const probe = new URL(url);
  probe.pathname += '/info/refs';
  probe.searchParams.set('service', 'git-upload-pack');
  const answer = await ask(probe, gate, signal);
  answer.body.destroy();
  const repository = new URL(answer.url);
  repository.pathname = repository.pathname.replace(/\/info\/refs$/, '');
  repository.search = '';
  return gate.pass(repository);
}

/** Makes git connect to the address that passed, whatever the DNS says by now. */
function pinned({ url, address, port }: Passed): readonly string[] {
  if (url.protocol === 'git:') return [];
  const at = address.includes(':') ? `[${address}]` : address;
  return ['-c', `http.curloptResolve=${url.hostname}:${port}:${at}`];
}

/** git:// has no way to pin an address but to name it; the host's name goes beside it. */
function urlFor({ url, address }: Passed): string {
  if (url.protocol !== 'git:') return url.href;
  const at = new URL(url);
  at.hostname = address.includes(':') ? `[${address}]` : address;
  return at.href;
}

function hostOf({ url }: Passed): Readonly<Record<string, string>> {
  return url.protocol === 'git:' ? { GIT_OVERRIDE_VIRTUAL_HOST: url.host } : {};
}
