const mask = Buffer.from('***');

/** Replaces secrets in a stream of bytes by `***`, also where one is cut in two by the ends of chunks. */
export class SecretMask {
  readonly #secrets: readonly Buffer[];
  #held = Buffer.alloc(0);

  constructor(secrets: readonly string[]) {
    // The longest first: a secret that contains another is replaced as a whole.
    this.#secrets = secrets.map((secret) => Buffer.from(secret)).toSorted((a, b) => b.length - a.length);
  }

  /** How many bytes are held back. */
  get held(): number {
    return this.#held.length;
  }

  /** What can be shown by now. The end of it is held back while it may be the beginning of a secret. */
  push(bytes: Uint8Array): Uint8Array {
    if (this.#secrets.length === 0) return bytes;
    return this.#replace(Buffer.concat([this.#held, bytes]), { isEnd: false });
  }

  /** What was held back, at the end of the stream. */
  end(): Uint8Array {
    return this.#replace(this.#held, { isEnd: true });
  }

  #replace(bytes: Buffer, { isEnd }: { readonly isEnd: boolean }): Buffer {
    const shown: Buffer[] = [];
    let from = 0;
    for (let next = this.#find(bytes, from); next; next = this.#find(bytes, from)) {
      if (!isEnd && this.#mayGrow(bytes.subarray(next.at), next.length)) break;
      shown.push(bytes.subarray(from, next.at), mask);
      from = next.at + next.length;
    }
    const hold = isEnd ? 0 : this.#lengthOfBeginning(bytes.subarray(from));
    this.#held = Buffer.from(bytes.subarray(bytes.length - hold));
    return Buffer.concat([...shown, bytes.subarray(from, bytes.length - hold)]);
  }

  #find(bytes: Buffer, from: number): { at: number; length: number } | undefined {
    let first: { at: number; length: number } | undefined;
    for (const secret of this.#secrets) {
      const at = bytes.indexOf(secret, from);
      if (at >= 0 && (!first || at < first.at)) first = { at, length: secret.length };
    }
    return first;
  }

  /** Whether a secret of `length` may yet turn out to be the beginning of a longer one. */
  #mayGrow(bytes: Buffer, length: number): boolean {
    return this.#secrets.some(
      (secret) => secret.length > Math.max(length, bytes.length) && secret.subarray(0, bytes.length).equals(bytes),
    );
  }

  /** The length of the longest end of `bytes` that a secret begins with. */
  #lengthOfBeginning(bytes: Buffer): number {
    let longest = 0;
    for (const secret of this.#secrets) {
      for (let length = Math.min(secret.length - 1, bytes.length); length > longest; length--) {
        if (bytes.subarray(bytes.length - length).equals(secret.subarray(0, length))) longest = length;
      }
    }
    return longest;
  }
}

/** Replaces secrets in text, for messages and results. */
export function maskText(text: string, secrets: readonly string[]): string {
  return secrets
    .toSorted((a, b) => b.length - a.length)
    .reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
}
