import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openRuntime, readSettings } from '#runtime';
import { FakeHost } from '#testing/fakes';
import { createApi } from '../apps/api/create-api.js';

/** The API with a host in memory, to measure Longshore alone. */
const dashboard = fileURLToPath(new URL('../apps/dashboard', import.meta.url));
const settings = readSettings(process.env);
const app = await createApi(
  openRuntime(settings, { hosts: new Map([['local', new FakeHost({ instant: true })]]) }),
  settings,
  false,
  existsSync(dashboard) ? dashboard : undefined,
);
app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
await app.listen(settings.port, settings.bind);
