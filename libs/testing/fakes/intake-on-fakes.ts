import { buffer } from 'node:stream/consumers';
import { batchRequest, Intake } from '#engine';
import { DomainError } from '#event-sourcing';
import { extract, type Header, pack } from 'tar-stream';
import { FakeBlobStore } from './fake-blob-store.js';

/** The entries of a tar: text or bytes of a file, or the header of another. */
export type Files = Readonly<Record<string, string | Buffer | Partial<Header>>>;

/** A tar of these files, the same each time. */
export function tarOf(files: Files): Promise<Buffer> {
  const tape = pack();
  for (const [name, entry] of Object.entries(files)) {
    if (typeof entry === 'string' || Buffer.isBuffer(entry)) tape.entry({ name, mtime: new Date(0) }, entry);
    else tape.entry({ name, mtime: new Date(0), ...entry });
  }
  tape.finalize();
  return buffer(tape);
}

/** The files of a tar: text, and where links lead. */
export async function filesIn(tar: Buffer): Promise<Readonly<Record<string, string>>> {
  const reader = extract();
  reader.end(tar);
  const files: Record<string, string> = {};
  for await (const entry of reader) {
    const parts: Uint8Array[] = [];
    for await (const part of entry) parts.push(part as Uint8Array);
    const { name, type, linkname } = entry.header;
    files[name] = type === 'symlink' ? `→ ${linkname}` : Buffer.concat(parts).toString();
  }
  return files;
}

async function* pieces(bytes: Buffer, size = 700) {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** What a client sends of a batch. */
export interface Sent {
  readonly request: object;
  readonly context?: Files | Buffer;
  readonly own?: Readonly<Record<string, Files>>;
  readonly urls?: Readonly<Record<string, Files>>;
}

/** A batch taken in on stores in memory: its plan, what was kept, and what each build gets. Nothing provisional is left, whatever came of it. */
export async function takeIn({ request, context, own = {}, urls = {} }: Sent, blobs = new FakeBlobStore()) {
  const sources = {
    async *fetch(url: string) {
      const files = urls[url];
      if (!files) throw new DomainError('unprocessable', 'source-unreachable', 'nobody there');
      yield* pieces(await tarOf(files));
    },
  };
  const intake = new Intake({ blobs, sources }, new AbortController().signal);
  try {
    if (context) await intake.takeShared(pieces(Buffer.isBuffer(context) ? context : await tarOf(context)));
    for (const [name, files] of Object.entries(own)) await intake.takeOwn(name, pieces(await tarOf(files)));
    const plan = await intake.plan(batchRequest.parse(request));
    const builds = await intake.keep(plan);
    const of = (name: string) => builds.find((build) => build.name === name);
    const files = async (name: string) => filesIn(await buffer(blobs.get(of(name)?.context.digest ?? '')));
    return { plan, builds, of, files, blobs };
  } finally {
    await intake.drop();
  }
}

/** How a batch is refused: nothing of it is left then, provisional or kept. */
export async function refusalOf(sent: Sent): Promise<DomainError> {
  const blobs = new FakeBlobStore();
  const error = await takeIn(sent, blobs).then(
    () => new Error('it was taken'),
    (thrown: unknown) => thrown,
  );
  if (blobs.spools + blobs.size > 0) throw new Error('something was left behind');
  if (error instanceof DomainError) return error;
  throw error;
}
