import { migrateTemplate } from './database.js';

/** Before all specs: one database with all migrations, which each spec file clones. What it returns removes it after. */
export default async function setUp(): Promise<() => Promise<void>> {
  const template = await migrateTemplate();
  process.env['LONGSHORE_TEST_TEMPLATE'] = template.url;
  return () => template.drop();
}
