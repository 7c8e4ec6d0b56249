import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConsoleLogger } from '@nestjs/common';
import { giveBackMemoryOfStart, openRuntime, readSettings } from '#runtime';
import { createApi } from './create-api.js';

const logger = new ConsoleLogger({ json: true });
try {
  const settings = readSettings(process.env);
  const app = await createApi(openRuntime(settings), settings, logger, dashboardFolder());
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
  await app.listen(settings.port, settings.bind);
  giveBackMemoryOfStart();
  logger.log(`listening on ${await app.getUrl()}`, 'API');
} catch (error) {
  logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}

/** Where the build puts the dashboard; undefined where it was not built. */
function dashboardFolder(): string | undefined {
  const folder = fileURLToPath(new URL('../dashboard', import.meta.url));
  return existsSync(`${folder}/index.html`) ? folder : undefined;
}
