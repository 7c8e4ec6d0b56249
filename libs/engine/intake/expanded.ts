import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DomainError } from '#event-sourcing';
import { expandsTooMuch, isGzip, mostExpansion } from '../tar-entry.js';

/**
 * The bytes of a tar that came plain or as gzip. What goes wrong with where they come from is thrown as it is.
 *
 * @param what the tar is, e.g. "the shared context"
 * @throws DomainError `context-invalid`, `context-expands`
 */
export async function* expanded(bytes: AsyncIterable<Uint8Array>, what: string): AsyncIterable<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]();
  const first = await pieces.next();
  if (first.done) return;
  const all = resumed(first.value, pieces);
  if (isGzip(first.value)) yield* unzipped(all, what);
  else yield* all;
}

async function* resumed(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function* unzipped(bytes: AsyncIterable<Uint8Array>, what: string): AsyncIterable<Uint8Array> {
  let taken = 0;
  let given = 0;
  let broken: unknown;
  const source = Readable.from(
    (async function* counted() {
      for await (const chunk of bytes) {
        taken += chunk.length;
        yield chunk;
      }
    })(),
  );
  const gunzip = createGunzip();
  source.on('error', (error) => {
    broken = error;
    gunzip.destroy(error);
  });
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      given += chunk.length;
      if (expandsTooMuch(taken, given))
        throw new DomainError(
          'invalid',
          'context-expands',
          `${what} expands more than ${mostExpansion} times. Send it uncompressed if it really is so large.`,
        );
      yield chunk;
    }
  } catch (error) {
    if (error === broken || error instanceof DomainError) throw error;
    throw new DomainError(
      'invalid',
      'context-invalid',
      `${what} is not whole gzip (${error instanceof Error ? error.message : String(error)}). Make it with: tar -cz .`,
      { cause: error },
    );
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}
