import { Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { DomainError } from '#event-sourcing';
import type { FastifyRequest } from 'fastify';

/** A batch of so many contexts of their own has a shared one. */
const mostParts = 1_001;

/** A part of a multipart body. It has to be read before the next one comes. */
export interface Part {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * The parts of a multipart body, one after the other, as they come in: what is not read yet is not sent yet either.
 *
 * @throws DomainError `multipart-invalid`
 */
export async function* partsOf({ headers, body }: FastifyRequest): AsyncIterable<Part> {
  if (!(body instanceof Readable)) throw invalid('it has no body');
  const waiting: Part[] = [];
  let failure: Error | undefined;
  let isOver = false;
  let changed = Promise.withResolvers<void>();
  const tell = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  let open: Readable | undefined;
  const fail = (error: Error) => {
    failure ??= error;
    open?.destroy(error);
    tell();
  };
  const parser = parserFor(headers);
  parser.on('file', (name: string, stream: BusboyFileStream) => {
    open = stream;
    stream.on('error', (error) => fail(asInvalid(error)));
    waiting.push({ name, bytes: wholePart(stream) });
    tell();
  });
  parser.on('filesLimit', () => fail(invalid(`it has more than ${mostParts} parts`)));
  parser.on('finish', () => {
    isOver = true;
    tell();
  });
  parser.on('error', (error: unknown) => fail(asInvalid(error)));
  const gone = () => body.readableEnded || fail(invalid('the client went away'));
  body.once('close', gone);
  body.pipe(parser);
  try {
    for (;;) {
      const next = changed.promise;
      const part = waiting.shift();
      if (part) yield part;
      else if (failure) throw failure;
      else if (isOver) return;
      else await next;
    }
  } finally {
    // Who refuses half of a body must still be able to answer: the rest is thrown away by whoever answers.
    body.off('close', gone);
    body.unpipe(parser);
  }
}

function parserFor(headers: FastifyRequest['headers']): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': headers['content-type'] ?? '' },
      isPartAFile: () => true,
      limits: { files: mostParts, headerPairs: 20, headerSize: 16_384 },
    });
  } catch (error) {
    throw asInvalid(error);
  }
}

/** A part that is cut off is no whole body. */
async function* wholePart(stream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    throw asInvalid(error);
  }
}

function asInvalid(error: unknown): DomainError {
  return error instanceof DomainError ? error : invalid(error instanceof Error ? error.message : String(error));
}

function invalid(reason: string): DomainError {
  return new DomainError(
    'invalid',
    'multipart-invalid',
    `The body is not whole multipart/form-data (${reason}). Send the part "batch" first, then "context": curl -F batch=@batch.json -F context=@context.tar …`,
  );
}
