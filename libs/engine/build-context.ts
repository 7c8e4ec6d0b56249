import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Extract, extract, type Header } from 'tar-stream';
import { DomainError } from '#event-sourcing';
import { checkedDockerfile, type DockerfileUse } from './dockerfile.js';
import { entryName, escapes, expandsTooMuch, isGzip, leadsOut, mostExpansion } from './tar-entry.js';

/** Bytes of a Dockerfile; a longer one is refused. */
const longestDockerfile = 1_048_576;

/** What a build context is meant for. */
export interface ContextUse extends DockerfileUse {
  /** Gets the warnings about the Dockerfile, when the last byte has passed. */
  readonly warn?: (warnings: readonly string[]) => void;
}

/**
 * Passes a build context on, byte for byte, and reads along: it must be a whole tar, plain or gzip, that stays inside its root
 * and holds the Dockerfile, and that must be one that can be built. What is wrong is thrown at the latest after the last byte, so whoever
 * stores the bytes must do so provisionally.
 *
 * @throws DomainError `context-invalid`, `context-escapes`, `context-expands`, `dockerfile-missing`, `dockerfile-invalid`
 */
export async function* checkedContext(
  bytes: AsyncIterable<Uint8Array>,
  dockerfile: string,
  use: ContextUse = {},
): AsyncIterable<Uint8Array> {
  let inspection: Inspection | undefined;
  try {
    for await (const chunk of bytes) {
      if (chunk.length === 0) continue;
      inspection ??= new Inspection(dockerfile, isGzip(chunk));
      await inspection.take(chunk);
      yield chunk;
    }
    if (!inspection)
      throw new DomainError(
        'invalid',
        'context-missing',
        'The body is empty. Send the build context as a tar: tar -c . | curl --data-binary @- …',
      );
    const warnings = await inspection.finish(use);
    use.warn?.(warnings);
  } finally {
    inspection?.close();
  }
}

type Entry = Extract extends AsyncIterable<infer Source> ? Source : never;

class Inspection {
  readonly #tar = extract();
  readonly #sink: Writable;
  readonly #similar: string[] = [];
  readonly #wanted: string;
  readonly #over = Promise.withResolvers<void>();
  /** Links out of the root: what is written below them would be outside. */
  readonly #links = new Set<string>();
  #hasFailed = false;
  #taken = 0;
  #expanded = 0;
  #dockerfile: string | undefined;
  /** The Dockerfile is a link to another file, which the host will find. */
  #isLinked = false;

  constructor(
    private readonly path: string,
    isCompressed: boolean,
  ) {
    this.#wanted = entryName(path);
    this.#tar.on('entry', (header, stream, next) => this.#entry(header, stream, next));
    this.#tar.on('finish', () => this.#over.resolve());
    this.#tar.on('error', (error: Error) => this.#fail(error));
    this.#sink = isCompressed ? this.#gunzip() : (this.#tar as unknown as Writable);
    // Met by take and finish.
    this.#over.promise.catch(() => undefined);
  }

  /** Takes bytes in; resolves when there is room for more. */
  async take(bytes: Uint8Array): Promise<void> {
    this.#taken += bytes.length;
    if (!this.#hasFailed && this.#sink.write(bytes) && !this.#hasFailed) return;
    await Promise.race([once(this.#sink, 'drain'), this.#over.promise]);
  }

  /** Resolves with the warnings about the Dockerfile. */
  async finish(use: DockerfileUse): Promise<readonly string[]> {
    this.#sink.end();
    await this.#over.promise;
    if (this.#dockerfile !== undefined) return checkedDockerfile(this.#dockerfile, this.path, use);
    if (this.#isLinked) return [];
    const remedy =
      this.#similar.length > 0
        ? `It has ${this.#similar.join(', ')}: name it with ?dockerfile=.`
        : 'Add it, or name it with ?dockerfile=.';
    throw new DomainError('invalid', 'dockerfile-missing', `The build context has no file "${this.path}". ${remedy}`);
  }

  close(): void {
    this.#sink.destroy();
    this.#tar.destroy();
  }

  #gunzip(): Writable {
    const gunzip = createGunzip();
    gunzip.on('data', (chunk: Buffer) => this.#count(chunk.length));
    gunzip.on('error', (error) => this.#fail(error));
    gunzip.pipe(this.#tar as unknown as Writable);
    return gunzip;
  }

  #count(length: number): void {
    this.#expanded += length;
    if (!expandsTooMuch(this.#taken, this.#expanded)) return;
    this.#fail(
      new DomainError(
        'invalid',
        'context-expands',
        `The build context expands more than ${mostExpansion} times. Send it uncompressed if it really is so large.`,
      ),
    );
  }

  #fail(error: Error): void {
    this.#hasFailed = true;
    const told =
      error instanceof DomainError
        ? error
        : new DomainError(
            'invalid',
            'context-invalid',
            `The build context is not a whole tar, plain or gzip (${error.message}). Make it with: tar -c .`,
            { cause: error },
          );
    this.#over.reject(told);
    this.close();
  }

  #entry(header: Header, stream: Entry, next: () => void): void {
    const path = [header.name, header.type === 'link' ? (header.linkname ?? '') : ''].find((name) =>
      this.#escapes(name),
    );
    if (path !== undefined) {
      this.#fail(
        new DomainError(
          'invalid',
          'context-escapes',
          `The build context has an entry outside its root: "${path.slice(0, 200)}". Make it with: tar -C <directory> -c .`,
        ),
      );
      return;
    }
    const name = entryName(header.name);
    if (header.type === 'symlink' && leadsOut(name, header.linkname ?? '')) this.#links.add(name);
    if (/dockerfile/i.test(name) && this.#similar.length < 5) this.#similar.push(name.slice(0, 200));
    if (name === this.#wanted && header.type !== 'file')
      this.#isLinked = header.type === 'symlink' || header.type === 'link';
    const isDockerfile = name === this.#wanted && header.type === 'file';
    const parts: Buffer[] = [];
    // A tar that ends within an entry fails the entry too.
    stream.on('error', (error) => this.#fail(error));
    stream.on('data', (part) => {
      if (isDockerfile) parts.push(Buffer.from(part as Uint8Array));
    });
    stream.on('end', () => {
      // The last entry of a name wins, as it does when the engine unpacks them.
      if (isDockerfile) this.#dockerfile = Buffer.concat(parts).toString();
      next();
    });
    if (isDockerfile && (header.size ?? 0) > longestDockerfile)
      this.#fail(
        new DomainError(
          'invalid',
          'dockerfile-invalid',
          'The Dockerfile is larger than 1 MiB. Move what it does into scripts of the context.',
        ),
      );
  }

  #escapes(path: string): boolean {
    if (escapes(path)) return true;
    if (this.#links.size === 0) return false;
    const parts = entryName(path).split('/');
    return parts.some((_, index) => index > 0 && this.#links.has(parts.slice(0, index).join('/')));
  }
}
