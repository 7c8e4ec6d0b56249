import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** @typedef {any} Adapter what PrismaPg connects; its class is not exported */

const charOid = 18;
const textOid = 25;

/**
 * How the engine reaches the database: adapter-pg, with four faults of its version 7.10.0 worked around.
 *
 * @param {string} url empty when no database is needed, as for `prisma generate`
 */
export function adapterFactory(url) {
  // A connection string would win over the shadow database's name, and migrations would be replayed into
  // the real database. Discrete fields do not.
  const { database, host, password, port, ssl, user } = new pg.Client({
    connectionString: url || 'postgresql://none.invalid/none',
  });
  return bindMigrationAwareSqlAdapterFactory(new MendedPrismaPg({ database, host, password, port, ssl, user }));
}

class MendedPrismaPg extends PrismaPg {
  /** @param {object} config pg's, in discrete fields */
  constructor(config) {
    super(config);
    this.fields = config;
  }

  async connect() {
    return readCharColumns(runScriptsWhole(await super.connect()));
  }

  /** adapter-pg drops the shadow database while its own pool is still connected to it. */
  async connectToShadowDb() {
    const database = `prisma_migrate_shadow_db_${randomUUID()}`;
    const name = pg.escapeIdentifier(database);
    const admin = await this.connect();
    await admin.executeScript(`CREATE DATABASE ${name}`);
    const shadow = await new MendedPrismaPg({ ...this.fields, database }).connect();
    const closePool = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await closePool();
      await admin.executeScript(`DROP DATABASE ${name}`);
      await admin.dispose();
    };
    return shadow;
  }
}

/**
 * adapter-pg cuts scripts at every semicolon, also inside functions and comments. PostgreSQL takes a script
 * whole, in one transaction, which is what the native engine does.
 *
 * @param {Adapter} adapter
 */
function runScriptsWhole(adapter) {
  adapter.executeScript = async (/** @type {string} */ script) => {
    await adapter.client.query(script).catch((/** @type {unknown} */ error) => adapter.onError(error));
  };
  return adapter;
}

/**
 * adapter-pg knows no type "char", which the catalog's queries return and the engine wants to get as Character.
 *
 * @param {Adapter} adapter
 */
function readCharColumns(adapter) {
  const { performIO, queryRaw } = adapter;
  adapter.queryRaw = async (/** @type {object} */ query) => {
    const charColumns = /** @type {number[]} */ ([]);
    const asText = async () => {
      const result = await performIO.call(adapter, query);
      for (const [index, field] of result.fields.entries()) {
        if (field.dataTypeID !== charOid) continue;
        field.dataTypeID = textOid;
        charColumns.push(index);
      }
      return result;
    };
    const result = await queryRaw.call(Object.create(adapter, { performIO: { value: asText } }), query);
    for (const index of charColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
}
