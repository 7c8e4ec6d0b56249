import { openDatabase } from '#prisma';
import { createDatabase } from './database.js';
import { afterAll, expect, it } from 'vitest';

const throwAway = await createDatabase();
afterAll(() => throwAway.drop());

it.each(['', '?sslmode=disable', '?options=-c%20statement_timeout%3D1234&application_name=x'])(
  'works as the role of the application, with the url’s own parameters: %s',
  async (parameters) => {
    const database = openDatabase(`${throwAway.url}${parameters}`);
    const [row] = await database.prisma.$queryRaw<{ role: string; timeout: string }[]>`
      select current_user::text as role, current_setting('statement_timeout') as timeout`;
    const client = await database.connect();
    const { rows } = await client.query('select current_user::text as role');
    await client.end();
    await database.close();

    expect(row).toEqual({ role: 'longshore_app', timeout: parameters.includes('1234') ? '1234ms' : '0' });
    expect(rows).toEqual([{ role: 'longshore_app' }]);
  },
);

it('may work with tables that later migrations make', async () => {
  const database = openDatabase(throwAway.url);
  const checkpoint = await database.prisma.checkpoint.create({ data: { name: 'a' } });
  await database.prisma.checkpoint.delete({ where: { name: 'a' } });
  await database.close();

  expect(checkpoint).toEqual({ name: 'a', position: 0n });
});
