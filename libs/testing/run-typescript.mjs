// Lets a child process of a test run the sources: `node --conditions=source --import <this file> program.ts`. Node's own
// stripping of types knows neither parameter properties nor decorators, nor that a `.js` import means a `.ts` file.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
/** What was translated before: a worker has hundreds of files, and translating them takes longer than many a test has. */
const translations = fileURLToPath(new URL('../../.longshore/translated/', import.meta.url));
mkdirSync(translations, { recursive: true });

registerHooks({
  resolve(specifier, context, next) {
    const isOurs = context.parentURL?.endsWith('.ts') && specifier.startsWith('.');
    return next(isOurs ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
  load(url, context, next) {
    if (!url.endsWith('.ts')) return next(url, context);
    return { format: 'module', source: translated(fileURLToPath(url)), shortCircuit: true };
  },
});

function translated(fileName) {
  const text = readFileSync(fileName, 'utf8');
  const file = join(translations, `${createHash('sha256').update(`${fileName}\n${text}`).digest('hex')}.js`);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const output = translate(text, fileName);
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, output);
    renameSync(draft, file);
    return output;
  }
}

function translate(text, fileName) {
  const ts = require('typescript');
  const compilerOptions = {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.ESNext,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    inlineSourceMap: true,
  };
  return ts.transpileModule(text, { compilerOptions, fileName }).outputText;
}
