import { delimiter, join } from 'node:path';
import { defineConfig } from 'prisma/config';

const here = import.meta.dirname;

// The CLI would download a native schema engine; ours is in an npm package, so that Prisma works offline.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= join(here, 'scripts', 'schema-engine.mjs');
// Its `#!/usr/bin/env node` must find our Node 26, also when Prisma was called with another.
process.env.PATH = [join(here, 'node_modules', '.bin'), process.env.PATH].join(delimiter);

export default defineConfig({
  schema: join('prisma', 'schema.prisma'),
  migrations: { path: join('prisma', 'migrations') },
  datasource: { url: process.env.DATABASE_URL ?? '' }, // `prisma generate` needs none
});
