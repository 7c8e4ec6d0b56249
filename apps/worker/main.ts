import 'reflect-metadata';
import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { readSettings } from '#runtime';
import { WorkerModule } from './worker.module.js';

const logger = new ConsoleLogger({ json: true });
try {
  const app = await NestFactory.createApplicationContext(WorkerModule.forSettings(readSettings(process.env)), { logger });
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
} catch (error) {
  logger.error(String(error));
  process.exit(1);
}
