import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { extract, type Extract, pack, type Pack } from 'tar-stream';
import { expanded } from '../intake/expanded.js';
import { entryName } from '../tar-entry.js';
import { writeEntry } from '../write-entry.js';
import { rewriteDockerfile, type Standing } from './rewrite-dockerfile.js';

type Entry = Extract extends AsyncIterable<infer Source> ? Source : never;

/**
 * A build context, plain or gzip, in whose Dockerfile images stand in the place of the references that mean them. All else is passed on as it is,
 * with flat memory.
 */
export async function* contextOn(
  context: AsyncIterable<Uint8Array>,
  dockerfile: string,
  standing: Standing,
): AsyncIterable<Uint8Array> {
  const [incoming, outgoing] = [extract(), pack()];
  const bytes = Readable.from(expanded(context, 'the context'), { objectMode: false });
  const reading = pipeline(bytes, incoming as unknown as NodeJS.WritableStream);
  const writing = rewrite(incoming, outgoing, entryName(dockerfile), standing);
  const work = Promise.all([reading, writing]).catch((error: Error) => {
    outgoing.destroy(error);
    throw error;
  });
  work.catch(() => undefined);
  try {
    yield* outgoing as AsyncIterable<Uint8Array>;
    await work;
  } finally {
    incoming.destroy();
    outgoing.destroy();
  }
}

async function rewrite(incoming: Extract, outgoing: Pack, dockerfile: string, standing: Standing): Promise<void> {
  for await (const entry of incoming) {
    const isDockerfile = entryName(entry.header.name) === dockerfile && entry.header.type === 'file';
    if (isDockerfile) await change(entry, outgoing, standing);
    else await writeEntry(outgoing, entry.header, entry as AsyncIterable<Uint8Array>);
  }
  outgoing.finalize();
}

async function change(entry: Entry, outgoing: Pack, standing: Standing): Promise<void> {
  const text = rewriteDockerfile((await buffer(entry as unknown as Readable)).toString(), standing);
  const { size: _, pax: __, ...header } = entry.header;
  outgoing.entry(header, text);
}
