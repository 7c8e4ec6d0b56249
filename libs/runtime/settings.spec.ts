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

  it('reads the labels of hosts and the weights of actors, and says what is wrong with them', () => {
    const { hostLabels, shares } = readSettings({
      ...complete,
      LONGSHORE_HOST_LABELS: 'local:disk=ssd,arch=amd64; other:disk=hdd',
      LONGSHORE_SHARES: 'alice=3, bob=0.5',
    });
    expect(hostLabels).toEqual(
      new Map<string, object>([
        ['local', { disk: 'ssd', arch: 'amd64' }],
        ['other', { disk: 'hdd' }],
      ]),
    );
    expect(shares).toEqual(
      new Map([
        ['alice', 3],
        ['bob', 0.5],
      ]),
    );
    for (const LONGSHORE_SHARES of ['alice', 'alice=0', 'alice=much'])
      expect(() => readSettings({ ...complete, LONGSHORE_SHARES })).toThrow(/LONGSHORE_SHARES/);
  });

  it('needs no more than those, and has a default for the rest', () => {
    const { worker, ...settings } = readSettings(complete);
    expect(settings).toEqual({
      databaseUrl: 'postgresql://user@127.0.0.1/longshore',
      redisUrl: 'redis://127.0.0.1',
      secretKey: 'a key',
      queuePrefix: 'longshore',
      hosts: new Map([['local', 'unix:///var/run/docker.sock']]),
      port: 7_300,
      bind: '127.0.0.1',
      doors: [],
      auditQueries: false,
      binds: [],
      sources: [],
      queueLimit: 10_000,
      lightJobs: 100,
      heavyJobs: 4,
      hostLabels: new Map(),
      shares: new Map(),
      diskEveryMs: 600_000,
      drainSeconds: 10,
    });
    expect(worker).toMatch(/^\d+-[0-9a-f]{12}$/);
    expect(readSettings(complete).worker).not.toBe(worker);
  });

  it('takes numbers, hosts and a token from the environment', () => {
    const token = `lsh_${'a'.repeat(43)}`;
    const env = {
      LONGSHORE_PORT: '0',
      LONGSHORE_DRAIN_SECONDS: '0',
      LONGSHORE_HEAVY_JOBS: '2',
      LONGSHORE_ADMIN_TOKEN: token,
      LONGSHORE_HOSTS: 'a=tcp://a:2375,b=tcp://b:2375',
    };
    const settings = readSettings({ ...complete, ...env });
    expect(settings).toMatchObject({ port: 0, drainSeconds: 0, heavyJobs: 2, adminToken: token });
    expect([...settings.hosts.keys()]).toEqual(['a', 'b']);
  });

  it.each([
    ['DATABASE_URL', ''],
    ['LONGSHORE_PORT', '65536'],
    ['LONGSHORE_PORT', 'http'],
    ['LONGSHORE_LIGHT_JOBS', '0'],
    ['LONGSHORE_DRAIN_SECONDS', '-1'],
    ['LONGSHORE_QUEUE_PREFIX', 'a:b'],
    ['LONGSHORE_ADMIN_TOKEN', 'lsh_short'],
    ['LONGSHORE_HOSTS', 'local'],
  ])('refuses %s="%s", and names it', (name, value) => {
    expect(() => readSettings({ ...complete, [name]: value })).toThrow(name);
  });

  it('takes a value from the file that its _FILE names, without the line end', () => {
    const { LONGSHORE_SECRET_KEY: _, ...others } = complete;
    const settings = readSettings({ ...others, LONGSHORE_SECRET_KEY_FILE: join(folder, 'secret-key') });
    expect(settings.secretKey).toBe('from a file');
  });

  it('prefers the variable itself to its file', () => {
    expect(readSettings({ ...complete, LONGSHORE_SECRET_KEY_FILE: join(folder, 'secret-key') }).secretKey).toBe(
      'a key',
    );
  });

  it('says which file cannot be read', () => {
    const file = join(folder, 'missing');
    expect(() => readSettings({ REDIS_URL_FILE: file })).toThrow(`REDIS_URL_FILE: ${file} cannot be read`);
  });
});
