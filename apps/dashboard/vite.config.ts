import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const outDir = fileURLToPath(new URL('../../dist/apps/dashboard', import.meta.url));

const libs = fileURLToPath(new URL('../../libs', import.meta.url));

/** Compresses each asset once, when it is built, and not each time that it is sent. */
const compressed: Plugin = {
  name: 'compressed',
  closeBundle() {
    const assets = readdirSync(join(outDir, 'assets')).map((name) => join(outDir, 'assets', name));
    for (const file of assets.filter((name) => /\.(?:js|css)$/.test(name))) {
      const bytes = readFileSync(file);
      writeFileSync(`${file}.gz`, gzipSync(bytes));
      writeFileSync(`${file}.br`, brotliCompressSync(bytes));
    }
  },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), compressed],
  // Of the domain the page has what is pure and has to be the same here and there; the rest of it is left out.
  resolve: { alias: { '#domain': `${libs}/domain/index.ts`, '#event-sourcing': `${libs}/event-sourcing/index.ts` } },
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2023',
    // What the security policy allows: no data: URLs of scripts or styles, and no polyfill that stands in the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: {
      treeshake: { moduleSideEffects: [{ test: /\/(?:libs|node_modules\/zod)\//, sideEffects: false }] },
    },
  },
  // For work on the page: `npx vite apps/dashboard`, beside a Longshore that runs.
  server: { proxy: { '/v1': { target: process.env['LONGSHORE_URL'] ?? 'http://127.0.0.1:7300', ws: true } } },
});
