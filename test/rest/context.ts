import { buffer } from 'node:stream/consumers';
import { type Header, pack } from 'tar-stream';

/** An entry of a tar: its text, or its header. */
type Entry = string | Partial<Header>;

/** A build context as bytes: path → text or header. */
export function tarOf(entries: Readonly<Record<string, Entry>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, entry] of Object.entries(entries)) {
    if (typeof entry === 'string') tar.entry({ name }, entry);
    else tar.entry({ name, ...entry });
  }
  tar.finalize();
  return buffer(tar);
}
