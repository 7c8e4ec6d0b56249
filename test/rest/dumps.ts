import { zstdDecompressSync } from 'node:zlib';
import { connectClient } from '#queue';
import type { Settings } from '#runtime';
import pg from 'pg';

/** A canary in the forms in which it could lie around. */
export function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  // The middle of its base64, whatever stands before it.
  const inBase64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(offset + 2, -6),
  );
  return [value, bytes.toString('hex'), encodeURIComponent(value), ...inBase64, value.slice(7, -2)];
}

/** Every row of every table, with binary columns also as the bytes that they are, unpacked. */
export async function dumpPostgres(url: string): Promise<string> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await client.query<Record<string, unknown>>(`select *, t::text as whole_row from ${name} t`);
    for (const row of rows) {
      parts.push(String(row['whole_row']));
      for (const value of Object.values(row)) {
        if (Buffer.isBuffer(value))
          parts.push((row['encoding'] === 'zstd' ? zstdDecompressSync(value) : value).toString('latin1'));
      }
    }
  }
  await client.end();
  return parts.join('\n');
}

/** Every key of Redis: what it holds by its type, and its serialised form. */
export async function dumpRedis({
  redisUrl,
  queuePrefix,
}: Pick<Settings, 'redisUrl' | 'queuePrefix'>): Promise<string> {
  const redis = connectClient(redisUrl);
  const parts: string[] = [];
  for (const key of await redis.keys(`${queuePrefix}:*`)) {
    parts.push(key, (await redis.dumpBuffer(key)).toString('latin1'));
    const type = await redis.type(key);
    if (type === 'hash') parts.push(JSON.stringify(await redis.hgetall(key)));
    if (type === 'stream') parts.push(JSON.stringify(await redis.xrange(key, '-', '+')));
    if (type === 'zset') parts.push(JSON.stringify(await redis.zrange(key, '0', '-1')));
    if (type === 'list') parts.push(JSON.stringify(await redis.lrange(key, 0, -1)));
    if (type === 'string') parts.push((await redis.get(key)) ?? '');
  }
  redis.disconnect();
  return parts.join('\n');
}
