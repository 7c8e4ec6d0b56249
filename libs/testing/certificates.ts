import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A certificate of X.509 with its private key, both in PEM. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

interface Wish {
  /** The common name of its subject. */
  readonly name: string;
  readonly validTo?: Date;
}

/** An authority that signs certificates for a test, written out in DER as RFC 5280 has it. */
export class TestAuthority {
  readonly cert: string;
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #name: Buffer;

  constructor(name: string) {
    this.#name = nameOf(name);
    const extensions = [extension([2, 5, 29, 19], sequence(der(0x01, Buffer.from([0xff]))), true)];
    this.cert = pem('CERTIFICATE', this.#signed({ name }, this.#keys.publicKey, extensions));
  }

  /** A certificate for 127.0.0.1 and localhost, good for servers and clients. */
  issue(wish: Wish): Issued {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const names = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])));
    const usages = sequence(oid([1, 3, 6, 1, 5, 5, 7, 3, 1]), oid([1, 3, 6, 1, 5, 5, 7, 3, 2]));
    const extensions = [extension([2, 5, 29, 17], names), extension([2, 5, 29, 37], usages)];
    return {
      cert: pem('CERTIFICATE', this.#signed(wish, publicKey, extensions)),
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  }

  /** Writes ca.pem, cert.pem and key.pem into a folder, as `docker --tlsverify` wants them. */
  async issueInto(directory: string, wish: Wish): Promise<string> {
    const { cert, key } = this.issue(wish);
    await mkdir(directory, { recursive: true });
    for (const [file, text] of Object.entries({ 'ca.pem': this.cert, 'cert.pem': cert, 'key.pem': key }))
      await writeFile(join(directory, file), text, { mode: 0o600 });
    return directory;
  }

  #signed({ name, validTo = inHours(24) }: Wish, publicKey: KeyObject, extensions: readonly Buffer[]): Buffer {
    const algorithm = sequence(oid([1, 2, 840, 10_045, 4, 3, 2]));
    const body = sequence(
      der(0xa0, der(0x02, Buffer.from([2]))),
      der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
      algorithm,
      this.#name,
      sequence(time(inHours(-48)), time(validTo)),
      nameOf(name),
      publicKey.export({ type: 'spki', format: 'der' }),
      der(0xa3, sequence(...extensions)),
    );
    const signature = sign('sha256', body, this.#keys.privateKey);
    return sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  }
}

function inHours(hours: number): Date {
  return new Date(Date.now() + hours * 3_600_000);
}

function nameOf(name: string): Buffer {
  return sequence(der(0x31, sequence(oid([2, 5, 4, 3]), der(0x0c, Buffer.from(name)))));
}

function extension(id: readonly number[], value: Buffer, isCritical = false): Buffer {
  return sequence(oid(id), ...(isCritical ? [der(0x01, Buffer.from([0xff]))] : []), der(0x04, value));
}

/** GeneralizedTime. */
function time(date: Date): Buffer {
  return der(0x18, Buffer.from(`${date.toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')}Z`));
}

function oid([first = 0, second = 0, ...rest]: readonly number[]): Buffer {
  const groups = (value: number): number[] => (value < 128 ? [value] : [...groups(value >> 7), value & 127]);
  const septets = (value: number) =>
    groups(value).map((group, index, all) => (index < all.length - 1 ? group | 128 : group));
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(septets)]));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

/** A tag, a length and a value. */
function der(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), value]);
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
