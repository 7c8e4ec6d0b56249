// Runs once in the container `migrate`, before the API and the worker: brings the database to this version's schema,
// and lets the application's role log in with the password that `secrets` made for it.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

const folder = process.env.SECRETS ?? '/secrets';
const read = (/** @type {string} */ name) => readFileSync(join(folder, name), 'utf8').trim();

const ownerUrl = read('postgres/owner-url');
const application = new URL(read('longshore/database-url'));

const { status } = spawnSync(process.execPath, ['node_modules/prisma/build/index.js', 'migrate', 'deploy'], {
  env: { ...process.env, DATABASE_URL: ownerUrl },
  stdio: 'inherit',
});
if (status === 0) await letIn();
process.exitCode = status ?? 1;

async function letIn() {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    const role = owner.escapeIdentifier(application.username);
    await owner.query(`alter role ${role} with login password ${owner.escapeLiteral(application.password)}`);
    console.log(`${application.username} may log in`);
  } finally {
    await owner.end();
  }
}
