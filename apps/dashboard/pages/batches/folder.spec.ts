import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { neededFor } from './needed-files.js';
import { tarOf } from './tar.js';

const entry = (path: string, text = path) => ({
  path,
  file: new File([text], path, { lastModified: 1_700_000_000_000 }),
});

/** What a reader of another maker finds: name, type, and text or mode. */
async function unpacked(tar: Blob) {
  const reader = extract();
  reader.end(await tar.bytes());
  const found: (readonly [string, string, string])[] = [];
  for await (const entry of reader) {
    const { name, type, mode } = entry.header;
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for await (const part of entry) parts.push(part as Uint8Array<ArrayBuffer>);
    const text = await new Blob(parts).text();
    found.push([name, type ?? '', type === 'file' ? text : (mode ?? 0).toString(8)]);
  }
  return found;
}

describe('a folder that the page sends', () => {
  it('is a tar that others read, with names of any length and script, and sizes of any kind', async () => {
    const long = `${'深い/'.repeat(60)}${'n'.repeat(200)}`;
    const files = [entry('Dockerfile'), entry('a/b', 'x'.repeat(513)), entry('空', ''), entry(long, 'deep')];
    const found = await unpacked(tarOf([...files, { path: 'empty/below' }]));
    expect(found.filter(([, type]) => type === 'file').map(([name, , text]) => [name, text])).toEqual([
      ['Dockerfile', 'Dockerfile'],
      ['a/b', 'x'.repeat(513)],
      ['空', ''],
      [long, 'deep'],
    ]);
    const folders = found.filter(([, type]) => type === 'directory');
    expect(folders.slice(0, 2)).toEqual([
      ['a/', 'directory', '755'],
      ['深い/', 'directory', '755'],
    ]);
    expect(folders.map(([name]) => name).slice(-2)).toEqual(['empty/', 'empty/below/']);
    expect(new Set(folders.map(([name]) => name)).size).toBe(folders.length);
  });

  it('leaves out what no build gets: by the .dockerignore of a folder, and before it that of a Dockerfile', async () => {
    const files = [
      entry('.dockerignore', 'web\n*.log\n'),
      entry('Dockerfile'),
      entry('a.log'),
      entry('web/Dockerfile'),
      entry('web/b.log'),
      entry('web/tmp/x'),
      entry('web/.dockerignore', 'tmp\n!tmp/keep\n'),
      entry('web/tmp/keep'),
      entry('lone/c.log'),
      entry('lone/dev.Dockerfile'),
      entry('lone/dev.Dockerfile.dockerignore', '*\n'),
    ];
    const builds = [
      { context: '.', dockerfile: '/Dockerfile' },
      { context: 'web', dockerfile: '/web/Dockerfile' },
      { context: 'lone', dockerfile: 'dev.Dockerfile' },
    ];
    const needed = await neededFor(builds, files);
    const left = files.filter((file) => !needed.includes(file)).map(({ path }) => path);
    expect(left).toEqual(['a.log', 'web/tmp/x']);
    expect((await neededFor(builds.slice(1), files)).map(({ path }) => path)).not.toContain('lone/c.log');
  });
});
