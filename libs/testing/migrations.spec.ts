import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createDatabase } from './database.js';
import { afterAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const throwAway = await createDatabase();
afterAll(() => throwAway.drop());

/** Runs Prisma's CLI; rejects with its output when it exits with another status than 0. */
function prisma(...args: readonly string[]) {
  const env = { ...process.env, DATABASE_URL: throwAway.url };
  return promisify(execFile)(process.execPath, ['node_modules/prisma/build/index.js', ...args], { cwd: root, env });
}

it('migrations from empty equal the schema', async () => {
  const [from, to] = ['--from-migrations=prisma/migrations', '--to-schema=prisma/schema.prisma'];
  await expect(prisma('migrate', 'diff', '--exit-code', from, to)).resolves.toBeDefined();
  await expect(prisma('migrate', 'diff', '--exit-code', from, '--to-empty')).rejects.toMatchObject({ code: 2 });
}, 60_000);
