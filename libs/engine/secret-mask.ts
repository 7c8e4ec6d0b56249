const mask = Buffer.from('***');

/** Replaces secrets in a stream of bytes by `***`, also where one is cut in two by the ends of chunks. */
export class SecretMask {
  readonly #secrets: readonly Buffer[];
  #held = Buffer.alloc(0);

  constructor(secrets: readonly string[]) {
    // The longest first: a secret that contains another is replaced as a whole.
    this.#secrets = secrets.map((secret) => Buffer.from(secret)).toSorted((a, b) => b.length - a.length);
  }

  /** What can be shown by now. The end of it is held back while it may be the beginning of a secret. */
  push(bytes: Uint8Array): Uint8Array {
    if (this.#secrets.length === 0) return bytes;
    const { shown, rest } = this.#replace(Buffer.concat([this.#held, bytes]));
    this.#held = rest;
    return shown;
  }

  /** What was held back, at the end of the stream. */
  end(): Uint8Array {
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    return held;
  }

  #replace(bytes: Buffer): { shown: Buffer; rest: Buffer<ArrayBuffer> } {
    const shown: Buffer[] = [];
    let from = 0;
    for (let next = this.#find(bytes, from); next; next = this.#find(bytes, from)) {
      shown.push(bytes.subarray(from, next.at), mask);
      from = next.at + next.length;
    }
    const hold = this.#lengthOfBeginning(bytes.subarray(from));
    shown.push(bytes.subarray(from, bytes.length - hold));
    return { shown: Buffer.concat(shown), rest: Buffer.from(bytes.subarray(bytes.length - hold)) };
  }

  #find(bytes: Buffer, from: number): { at: number; length: number } | undefined {
    let first: { at: number; length: number } | undefined;
    for (const secret of this.#secrets) {
      const at = bytes.indexOf(secret, from);
      if (at >= 0 && (!first || at < first.at)) first = { at, length: secret.length };
    }
    return first;
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
  return secrets.toSorted((a, b) => b.length - a.length).reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
}
