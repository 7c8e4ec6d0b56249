import { Problem } from '../../api/client.js';
import type { TarEntry } from './tar.js';

/** What somebody gave the page to build. */
export interface Folder {
  readonly name: string;
  readonly entries: readonly TarEntry[];
}

/** The API takes no tar of more. */
const mostEntries = 200_000;

/** What was dropped: a folder becomes the root, and of several things each stands in it. It has to be called while the event lasts. */
export function droppedFolder({ items }: DataTransfer, signal: AbortSignal): Promise<Folder> {
  const dropped = [...items].flatMap((item) => item.webkitGetAsEntry() ?? item.getAsFile() ?? []);
  return readDropped(dropped, signal);
}

async function readDropped(dropped: readonly (FileSystemEntry | File)[], signal: AbortSignal): Promise<Folder> {
  const entries: TarEntry[] = [];
  const [only] = dropped;
  if (dropped.length === 1 && only && isFolder(only)) {
    await readFolder(only, '', entries, signal);
    return { name: only.name, entries };
  }
  for (const each of dropped) {
    if (each instanceof File) entries.push({ path: each.name, file: each });
    else if (isFolder(each)) await readFolder(each, each.name, entries, signal);
    else if (isFile(each)) entries.push({ path: each.name, file: await fileOf(each) });
  }
  return { name: only?.name ?? '', entries };
}

/** What was chosen by a file picker: files of a folder have paths that begin with its name. */
export function chosenFolder(files: readonly File[]): Folder {
  const [root = ''] = (files[0]?.webkitRelativePath ?? '').split('/', 1);
  const entries = files.map((file) => ({
    path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath.slice(root.length + 1),
    file,
  }));
  return { name: root || (files[0]?.name ?? ''), entries };
}

async function readFolder(folder: FileSystemDirectoryEntry, path: string, entries: TarEntry[], signal: AbortSignal) {
  signal.throwIfAborted();
  const children = await childrenOf(folder);
  if (children.length === 0 && path !== '') entries.push({ path });
  const below = (name: string) => (path === '' ? name : `${path}/${name}`);
  const files = children.filter(isFile);
  entries.push(
    ...(await Promise.all(files.map(async (child) => ({ path: below(child.name), file: await fileOf(child) })))),
  );
  for (const child of children.filter(isFolder)) {
    if (entries.length > mostEntries)
      throw new Problem(
        413,
        'context-too-large',
        `The folder has more than ${mostEntries} files. Drop the part of it that is to be built.`,
      );
    await readFolder(child, below(child.name), entries, signal);
  }
}

/** A reader gives some at a time, and none at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<readonly FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function isFolder(entry: FileSystemEntry | File): entry is FileSystemDirectoryEntry {
  return 'isDirectory' in entry && entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
