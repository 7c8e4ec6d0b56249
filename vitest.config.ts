import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // `#engine` and its like lead to the sources, not to what was built of them.
  ssr: { resolve: { conditions: ['source', ...defaultServerConditions] } },
  test: {
    include: ['{apps,libs,prisma,test,bench}/**/*.spec.ts'],
    // They bring programs of their own: `./longshore test --clients`
    exclude: ['test/clients/**'],
    globalSetup: 'libs/testing/global-setup.ts',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
