import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

const complete = {
  DATABASE_URL: 'postgresql://user@127.0.0.1/longshore',
  REDIS_URL: 'redis://127.0.0.1',
  LONGSHORE_SECRET_KEY: 'a key',
};

describe('readSettings', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longshore-settings-'));
    await writeFile(join(folder, 'secret-key'), 'from a file\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('names every variable that is missing', () => {
    expect(() => readSettings({})).toThrow(/DATABASE_URL.*REDIS_URL.*LONGSHORE_SECRET_KEY/);
  });

  it('takes a value from the file that its _FILE names, without the line end', () => {
    const { LONGSHORE_SECRET_KEY: _, ...others } = complete;
    const settings = readSettings({ ...others, LONGSHORE_SECRET_KEY_FILE: join(folder, 'secret-key') });
    expect(settings.secretKey).toBe('from a file');
  });

  it('prefers the variable itself to its file', () => {
    expect(readSettings({ ...complete, LONGSHORE_SECRET_KEY_FILE: join(folder, 'secret-key') }).secretKey).toBe('a key');
  });

  it('says which file cannot be read', () => {
    const file = join(folder, 'missing');
    expect(() => readSettings({ REDIS_URL_FILE: file })).toThrow(`REDIS_URL_FILE: ${file} cannot be read`);
  });
});
