import type { Writable } from 'node:stream';
import type { Header, Pack } from 'tar-stream';

/** Writes a file into a tar as fast as that is read; resolves when it is in, or nobody reads the tar any more. What breaks off breaks the tar off. */
export async function writeEntry(
  tar: Pack,
  header: Partial<Header> & Pick<Header, 'name'>,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  tar.on('close', resolve);
  const sink = tar.entry(header, (error) => (error ? reject(error) : resolve())) as unknown as Writable;
  // It is told by the callback; an error that nobody listens for would end the process.
  sink.on('error', reject);
  try {
    await Promise.all([stream(bytes, sink, tar), promise]);
  } finally {
    tar.off('close', resolve);
  }
}

async function stream(bytes: AsyncIterable<Uint8Array>, sink: Writable, tar: Pack): Promise<void> {
  for await (const chunk of bytes) {
    if (!sink.write(chunk)) await drained(sink);
    if (tar.destroyed) return;
  }
  sink.end();
}

/** Resolves when there is room for more, or never will be. */
function drained(sink: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      sink.off('drain', done);
      sink.off('close', done);
      resolve();
    };
    sink.on('drain', done);
    sink.on('close', done);
    if (sink.destroyed) done();
  });
}
