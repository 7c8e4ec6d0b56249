import 'reflect-metadata';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import { openRuntime, readSettings } from '#runtime';
import { ApiModule } from './api.module.js';
import { documentOf } from './rest/openapi.js';

// Prints the API's own description, which the dashboard's client is made from. Nothing is connected: the places are nowhere.
const settings = readSettings({
  DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing',
  REDIS_URL: 'redis://127.0.0.1:1',
  LONGSHORE_SECRET_KEY: Buffer.alloc(32).toString('base64'),
});
const app = await NestFactory.create(ApiModule.forRuntime(openRuntime(settings), settings), new FastifyAdapter(), {
  logger: false,
});
process.stdout.write(JSON.stringify(documentOf(app)), () => process.exit());
