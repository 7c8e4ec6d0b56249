import { pack } from 'tar-stream';
import { gzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';

/** Packs files (path → text) into a build context. */
export async function* buildContext(
  files: Readonly<Record<string, string>>,
  options: { readonly gzip?: boolean } = {},
): AsyncGenerator<Uint8Array, void, void> {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) tar.entry({ name }, text);
  tar.finalize();
  const bytes = await buffer(tar);
  yield options.gzip ? gzipSync(bytes) : bytes;
}
