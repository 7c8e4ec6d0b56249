import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Extract, pack, type Pack } from 'tar-stream';
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
  const reading = read(context, incoming);
  const writing = rewrite(incoming, outgoing, normalized(dockerfile), standing);
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

async function read(context: AsyncIterable<Uint8Array>, tar: Extract): Promise<void> {
  const chunks = context[Symbol.asyncIterator]();
  const first = await chunks.next();
  const isGzip = !first.done && first.value[0] === 0x1f && first.value[1] === 0x8b;
  const whole = Readable.from(joined(first, chunks), { objectMode: false });
  const sink = tar as unknown as NodeJS.WritableStream;
  await (isGzip ? pipeline(whole, createGunzip(), sink) : pipeline(whole, sink));
}

async function* joined(first: IteratorResult<Uint8Array>, rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  for (let next = first; !next.done; next = await rest.next()) yield next.value;
}

async function rewrite(incoming: Extract, outgoing: Pack, dockerfile: string, standing: Standing): Promise<void> {
  for await (const entry of incoming) {
    const isDockerfile = normalized(entry.header.name) === dockerfile && entry.header.type === 'file';
    await (isDockerfile ? change(entry, outgoing, standing) : copy(entry, outgoing));
  }
  outgoing.finalize();
}

async function change(entry: Entry, outgoing: Pack, standing: Standing): Promise<void> {
  const text = rewriteDockerfile((await buffer(entry as unknown as Readable)).toString(), standing);
  const { size: _, pax: __, ...header } = entry.header;
  outgoing.entry(header, text);
}

async function copy(entry: Entry, outgoing: Pack): Promise<void> {
  const written = Promise.withResolvers<void>();
  const sink = outgoing.entry(entry.header, (error) => (error ? written.reject(error) : written.resolve()));
  for await (const chunk of entry as AsyncIterable<Uint8Array>) if (!sink.write(chunk)) await once(sink, 'drain');
  sink.end(new Uint8Array(0));
  await written.promise;
}

function normalized(path: string): string {
  return path.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
}
