import { defineConfig } from 'vitest/config';
import usual from './vitest.config.js';

/** What `./longshore test --clients` runs: the clients that it brings, and the docker CLIs with all that they do. */
export default defineConfig({
  ...usual,
  test: {
    ...usual.test,
    include: [
      'test/clients/*.spec.ts',
      'test/engine-api/{builds,bytes,dockerode,engine-itself,follow,terminal,transcript}.spec.ts',
    ],
    exclude: [],
    testTimeout: 180_000,
  },
});
