import { readFileSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const statusOf: Readonly<Record<string, string>> = {
  conflict: '409',
  forbidden: '403',
  internal: '500',
  invalid: '400',
  'not-found': '404',
  'too-large': '413',
  unauthenticated: '401',
  unavailable: '503',
  unprocessable: '422',
};

describe('docs/errors.md', () => {
  const rows = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, code, kinds, statuses, meaning] =
        /^\| `([a-z-]+)` \| ([a-z, -]+) \| ([\d, ]+) \| (.+) \|$/.exec(line) ?? [];
      return code === undefined
        ? []
        : [{ code, kinds: kinds?.split(', ') ?? [], statuses: statuses?.split(', ') ?? [], meaning }];
    });

  it('lists each error that the sources can throw, and no other', async () => {
    const thrown = new Set<string>();
    for (const file of await sources()) {
      for (const [, code = ''] of (await readFile(file, 'utf8')).matchAll(/new DomainError\(\s*[^,]+?,\s*'([a-z-]+)'/g))
        thrown.add(code);
    }
    expect(thrown.size).toBeGreaterThan(40);
    expect(rows.map(({ code }) => code)).toEqual([...thrown].toSorted());
  });

  it('tells of each its kinds as the sources have them, and their numbers of HTTP', async () => {
    const kinds = new Map<string, Set<string>>();
    for (const file of await sources()) {
      for (const [, kind = '', code = ''] of (await readFile(file, 'utf8')).matchAll(
        /new DomainError\(\s*'([a-z-]+)',\s*'([a-z-]+)'/g,
      )) {
        kinds.set(code, (kinds.get(code) ?? new Set()).add(kind));
      }
    }
    for (const row of rows) {
      for (const kind of kinds.get(row.code) ?? [])
        expect([row.code, row.kinds]).toEqual([row.code, expect.arrayContaining([kind])]);
      expect([row.code, row.statuses]).toEqual([row.code, row.kinds.map((kind) => statusOf[kind])]);
    }
  });

  it('knows every kind', async () => {
    const filter = await readFile(new URL('../apps/api/rest/problem.filter.ts', import.meta.url), 'utf8');
    for (const [kind, status] of Object.entries(statusOf)) expect(filter).toMatch(new RegExp(`${kind}'?: ${status},`));
  });

  it('has every call of the constructor in a form that can be listed', async () => {
    for (const file of await sources()) {
      const text = await readFile(file, 'utf8');
      const calls = text.match(/new DomainError\(/g)?.length ?? 0;
      const listed = text.match(/new DomainError\(\s*[^,]+?,\s*(?:'[a-z-]+'|(?:error\.)?code)\s*,/g)?.length ?? 0;
      expect([file, listed]).toEqual([file, calls]);
    }
  });
});

async function sources(): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const file of glob('{apps,libs,prisma}/**/*.ts', { cwd: new URL('..', import.meta.url) }))
    files.push(file);
  return files.filter((file) => !/\.spec\.ts$|^prisma\/generated|^libs\/testing/.test(file)).toSorted();
}
