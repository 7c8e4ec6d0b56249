/** A file, or a folder where there is none, by its path from the root. */
export interface TarEntry {
  readonly path: string;
  readonly file?: File;
}

const block = 512;
/** What the field of a header can say: eleven octal digits. */
const largest = 0o77_777_777_777;
const longestName = 100;
const utf8 = new TextEncoder();

/**
 * A tar of files, as POSIX has it since 2001: long names, names beyond ASCII and large sizes stand in an extended header. Browsers do not tell
 * who may run a file, so everybody may run each, as docker does it on Windows. The files are not read: they are parts of the blob.
 */
export function tarOf(entries: readonly TarEntry[]): Blob {
  const folders = new Set<string>();
  const parts = entries.flatMap(({ path, file }): BlobPart[] => [
    ...foldersOf(file ? path.slice(0, Math.max(0, path.lastIndexOf('/'))) : path, folders),
    ...(file ? [...headersOf(path, '0', file), file, padding(file.size)] : []),
  ]);
  return new Blob([...parts, new Uint8Array(2 * block)], { type: 'application/x-tar' });
}

/** Headers of a folder and of those above it, but for those that had theirs. */
function foldersOf(path: string, known: Set<string>): readonly BlobPart[] {
  if (path === '' || known.has(path)) return [];
  known.add(path);
  return [...foldersOf(path.slice(0, Math.max(0, path.lastIndexOf('/'))), known), ...headersOf(`${path}/`, '5')];
}

function headersOf(name: string, type: '0' | '5', file?: File): readonly Uint8Array<ArrayBuffer>[] {
  const size = file?.size ?? 0;
  const modified = Math.floor((file?.lastModified ?? 0) / 1_000);
  const isPlain = /^[\x20-\x7e]*$/.test(name) && name.length <= longestName;
  const more = { ...(!isPlain && { path: name }), ...(size > largest && { size: String(size) }) };
  const own = headerOf({ name: isPlain ? name : 'long-name', type, size: size > largest ? 0 : size, modified });
  if (Object.keys(more).length === 0) return [own];
  const text = utf8.encode(Object.entries(more).map(extended).join(''));
  const header = headerOf({ name: 'PaxHeader', type: 'x', size: text.length, modified });
  return [header, text, padding(text.length), own];
}

/** A record of an extended header: it begins with its own length in bytes, those digits included. */
function extended([key, value]: readonly [string, string]): string {
  const rest = utf8.encode(` ${key}=${value}\n`).length;
  let length = rest;
  while (length !== rest + String(length).length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

interface Header {
  readonly name: string;
  readonly type: '0' | '5' | 'x';
  readonly size: number;
  /** Seconds since 1970. */
  readonly modified: number;
}

function headerOf({ name, type, size, modified }: Header): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(block);
  const write = (at: number, text: string) => header.set(utf8.encode(text), at);
  const octal = (at: number, width: number, value: number) => write(at, value.toString(8).padStart(width - 1, '0'));
  write(0, name);
  octal(100, 8, 0o755);
  octal(108, 8, 0);
  octal(116, 8, 0);
  octal(124, 12, size);
  octal(136, 12, modified);
  write(148, ' '.repeat(8));
  write(156, type);
  write(257, 'ustar\u000000');
  const sum = header.reduce((total, byte) => total + byte, 0);
  write(148, `${sum.toString(8).padStart(6, '0')}\u0000 `);
  return header;
}

function padding(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array((block - (size % block)) % block);
}
