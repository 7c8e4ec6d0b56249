import 'reflect-metadata';
import { ConsoleLogger } from '@nestjs/common';
import { giveBackMemoryOfStart, openRuntime, readSettings } from '#runtime';
import { createApi } from './create-api.js';

const logger = new ConsoleLogger({ json: true });
try {
  const settings = readSettings(process.env);
  const app = await createApi(openRuntime(settings), settings, logger);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
  await app.listen(settings.port, settings.bind);
  giveBackMemoryOfStart();
  logger.log(`listening on ${await app.getUrl()}`, 'API');
} catch (error) {
  logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}
