import { createHash, type Hash } from 'node:crypto';
import { createGunzip, type Gunzip } from 'node:zlib';

const blockBytes = 512;

/**
 * Notes the digest of a file in a tar, plain or gzip, that passes by: of the last of that path, which is the one that counts. It looks at the
 * heads of the entries alone, so that a context of gigabytes passes as fast as it comes.
 */
export class DockerfileDigest {
  readonly #path: string;
  readonly #head = Buffer.alloc(blockBytes);
  #headBytes = 0;
  /** Bytes until the next head, and how many of these are the file's. */
  #skip = 0;
  #own = 0;
  #hash: Hash | undefined;
  #digest: string | undefined;

  constructor(path: string) {
    this.#path = normalized(path);
  }

  /** `sha256:…`; undefined while the file has not come. */
  get digest(): string | undefined {
    return this.#digest;
  }

  /** Passes a tar on, byte for byte. */
  async *read(tar: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
    let gunzip: Gunzip | undefined;
    let isFirst = true;
    try {
      for await (const chunk of tar) {
        if (isFirst && chunk[0] === 0x1f && chunk[1] === 0x8b) gunzip = this.#gunzip();
        isFirst = false;
        if (!gunzip) this.#take(chunk);
        else if (!gunzip.destroyed && !gunzip.write(chunk)) await until(gunzip, 'drain');
        yield chunk;
      }
      // The last of it must have come out before the digest is asked for; what is no gzip has been destroyed by then.
      if (gunzip && !gunzip.destroyed) await until(gunzip.end(), 'end');
    } finally {
      gunzip?.destroy();
    }
  }

  #gunzip(): Gunzip {
    const gunzip = createGunzip();
    gunzip.on('data', (bytes: Buffer) => this.#take(bytes));
    gunzip.on('error', () => gunzip.destroy());
    return gunzip;
  }

  #take(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;)
      at += this.#skip > 0 ? this.#data(bytes.subarray(at)) : this.#header(bytes.subarray(at));
  }

  /** Returns how many bytes it took. */
  #data(bytes: Uint8Array): number {
    const taken = Math.min(this.#skip, bytes.length);
    const own = Math.min(this.#own, taken);
    this.#hash?.update(bytes.subarray(0, own));
    this.#skip -= taken;
    this.#own -= own;
    if (this.#own === 0) this.#complete();
    return taken;
  }

  #header(bytes: Uint8Array): number {
    const taken = Math.min(blockBytes - this.#headBytes, bytes.length);
    this.#head.set(bytes.subarray(0, taken), this.#headBytes);
    this.#headBytes += taken;
    if (this.#headBytes < blockBytes) return taken;
    this.#headBytes = 0;
    const size = sizeIn(this.#head);
    this.#skip = Math.ceil(size / blockBytes) * blockBytes;
    if (nameIn(this.#head) !== this.#path) return taken;
    const isFile = this.#head[156] === 0x30 || this.#head[156] === 0;
    this.#digest = undefined;
    this.#hash = isFile ? createHash('sha256') : undefined;
    this.#own = isFile ? size : 0;
    if (this.#own === 0) this.#complete();
    return taken;
  }

  #complete(): void {
    if (this.#hash) this.#digest = `sha256:${this.#hash.digest('hex')}`;
    this.#hash = undefined;
  }
}

function until(gunzip: Gunzip, event: 'drain' | 'end'): Promise<void> {
  return new Promise((resolve) => {
    for (const name of [event, 'close']) gunzip.once(name, () => resolve());
  });
}

function nameIn(head: Buffer): string {
  const isUstar = head.subarray(257, 262).toString('latin1') === 'ustar';
  const prefix = isUstar && head[262] === 0 ? textIn(head, 345, 155) : '';
  return normalized([prefix, textIn(head, 0, 100)].filter((part) => part !== '').join('/'));
}

/** Octal digits, or from 8 GiB on a binary number. */
function sizeIn(head: Buffer): number {
  const first = head[124] ?? 0;
  if (first >= 0x80) return head.readUIntBE(130, 6);
  return Number.parseInt(textIn(head, 124, 12).trim(), 8) || 0;
}

function textIn(head: Buffer, at: number, length: number): string {
  const field = head.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString();
}

function normalized(path: string): string {
  return path.replace(/^(?:\.?\/)+/, '');
}
