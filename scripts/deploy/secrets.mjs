// Runs once in the container `secrets`, before all others: makes the secrets that are not there yet. Each folder is a
// volume that only the containers which need it have; docker-compose.yml names them.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.SECRETS ?? '/secrets';

const random = (/** @type {number} */ bytes) => randomBytes(bytes).toString('base64url');

const ownerPassword = secret('postgres/password', () => random(24));
const redisPassword = secret('redis/password', () => random(24));
secret('postgres/owner-url', () => `postgresql://longshore:${ownerPassword}@postgres:5432/longshore`);
// The API and the worker log in as a role that can do nothing else than what it is for; `migrate` gives it its password.
secret('longshore/database-url', () => `postgresql://longshore_app:${random(24)}@postgres:5432/longshore`);
secret('longshore/redis-url', () => `redis://:${redisPassword}@redis:6379`);
secret('longshore/secret-key', () => randomBytes(32).toString('base64'));
secret('longshore/admin-token', () => `lsh_${random(32)}`);

/**
 * Reads a secret; one that is not there is made, whole or not at all, for this account's eyes only.
 *
 * @param {string} name
 * @param {() => string} make
 */
function secret(name, make) {
  const file = join(folder, name);
  if (!existsSync(file)) {
    writeFileSync(`${file}.draft`, `${make()}\n`, { mode: 0o600 });
    renameSync(`${file}.draft`, file);
    console.log(`made ${name}`);
  }
  return readFileSync(file, 'utf8').trim();
}
