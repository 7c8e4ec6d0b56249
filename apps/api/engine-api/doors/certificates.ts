import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { DomainError } from '#event-sourcing';

/**
 * What a server needs to speak as `docker --tlsverify` does: it shows its own certificate, and wants one of each client that `ca.pem` has
 * signed.
 *
 * @param directory has ca.pem, cert.pem and key.pem
 * @throws DomainError `door-invalid` that says which of them is wrong
 */
export async function readTls(directory: string | undefined, url: string): Promise<TlsOptions> {
  if (directory === undefined)
    throw invalid(
      url,
      'it would be open to the network without TLS. Listen on 127.0.0.1, or set LONGSHORE_TLS_DIR to a folder with ca.pem, cert.pem and key.pem',
    );
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readPem(join(directory, name), url)),
  );
  readCertificate(join(directory, 'ca.pem'), ca, url);
  const own = readCertificate(join(directory, 'cert.pem'), cert, url);
  if (!own.checkPrivateKey(readKey(join(directory, 'key.pem'), key, url)))
    throw invalid(url, `key.pem in ${directory} is not the key of cert.pem. Put the two there that belong together`);
  return { ca, cert, key, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' };
}

async function readPem(file: string, url: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? 'is missing' : `cannot be read (${code})`;
    throw invalid(url, `${file} ${problem}. LONGSHORE_TLS_DIR holds ca.pem, cert.pem and key.pem`, cause);
  }
}

function readCertificate(file: string, pem: string | undefined, url: string): X509Certificate {
  const certificate = parse(file, url, 'certificate', () => new X509Certificate(pem ?? ''));
  const now = Date.now();
  if (Date.parse(certificate.validTo) < now)
    throw invalid(url, `the certificate ${file} expired on ${certificate.validTo}. Put a new one there`);
  if (Date.parse(certificate.validFrom) > now)
    throw invalid(url, `the certificate ${file} is not valid before ${certificate.validFrom}`);
  return certificate;
}

function readKey(file: string, pem: string | undefined, url: string) {
  return parse(file, url, 'private key without a passphrase', () => createPrivateKey(pem ?? ''));
}

function parse<Parsed>(file: string, url: string, what: string, read: () => Parsed): Parsed {
  try {
    return read();
  } catch (cause) {
    throw invalid(url, `${file} holds no ${what} in PEM`, cause);
  }
}

function invalid(url: string, problem: string, cause?: unknown): DomainError {
  return new DomainError('invalid', 'door-invalid', `${url}: ${problem}.`, { cause });
}
