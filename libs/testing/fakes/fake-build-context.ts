import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';

/** Reads a build context: the text of every file in a tar, plain or gzip, by its path. */
export async function readBuildContext(context: AsyncIterable<Uint8Array>): Promise<ReadonlyMap<string, string>> {
  const bytes = await buffer(Readable.from(context, { objectMode: false }));
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const files = new Map<string, string>();
  for await (const entry of Readable.from([isGzip ? gunzipSync(bytes) : bytes]).pipe(extract())) {
    files.set(entry.header.name.replace(/^\.\//, ''), (await buffer(entry)).toString());
  }
  return files;
}
