#!/usr/bin/env node
// Prisma's schema engine without a download. The Prisma CLI wants a native program, fetched from the
// vendor's server; the same engine is in the npm package @prisma/schema-engine-wasm. This program speaks
// the native one's command line and its JSON-RPC on stdin and stdout, on top of that package.
// prisma.config.ts points the CLI here. Needs Node 24.5 or newer, which imports WebAssembly modules.
import { parseCommandLine } from './schema-engine/command-line.mjs';

const { command, datamodels, url } = parseCommandLine(process.argv.slice(2));

switch (command) {
  case '--version':
    console.log('schema-engine-cli wasm');
    break;
  case 'can-connect-to-database':
  case 'create-database':
  case 'drop-database': {
    const { runDatabaseCommand } = await import('./schema-engine/database-commands.mjs');
    process.exitCode = await runDatabaseCommand(command, url);
    break;
  }
  default: {
    const { serve } = await import('./schema-engine/rpc.mjs');
    await serve({ datamodels, url });
  }
}
