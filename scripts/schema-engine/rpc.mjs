import { createInterface } from 'node:readline';
import { SchemaEngine } from '@prisma/schema-engine-wasm';
import { adapterFactory } from './adapter.mjs';
import { writeFailure } from './engine-log.mjs';

/** @typedef {{ id: number | string, method?: string, params: unknown }} Request */

/** The WebAssembly build has a shorter name for this one. */
const renamed = { getDatabaseVersion: 'version' };

/** The exit status of a program in Rust that panicked. */
const panicked = 101;

/** What the native engine answers when a call fails for a reason that it knows. */
const knownError = 4466;

/**
 * Answers JSON-RPC requests, a line each, until stdin ends.
 *
 * @param {{ datamodels: [path: string, text: string][], url: string }} options
 */
export async function serve({ datamodels, url }) {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: endWithPanic };
  let starting;
  const engine = () =>
    (starting ??= SchemaEngine.new(
      { datamodels: datamodels.length > 0 ? datamodels : undefined },
      () => {},
      adapterFactory(url),
    ));
  for await (const line of createInterface({ input: process.stdin })) {
    const request = /** @type {Request} */ (JSON.parse(line));
    if (request.method) send(await answer(engine, request)); // without a method it is an answer to our `print`
  }
  process.exit(); // the adapter's pools would keep us here
}

/** @param {() => Promise<SchemaEngine>} engine @param {Request} request */
async function answer(engine, { id, method, params }) {
  try {
    const result = (await call(await engine(), method, params)) ?? null;
    if (method === 'diff') print(result.stdout);
    return { id, result };
  } catch (error) {
    const message = String(error?.message ?? error);
    const data = { is_panic: false, message, error_code: error?.code, meta: null };
    return { id, error: { code: knownError, message, data } };
  }
}

/** @param {any} engine whose methods are the RPC's @param {string} method @param {unknown} params */
const call = (engine, method, params) =>
  engine[renamed[/** @type {keyof typeof renamed} */ (method)] ?? method](params);

/**
 * The native engine hands a diff's text over by a call of its own; the WebAssembly build returns it.
 *
 * @param {string | null} content
 */
function print(content) {
  if (content) send({ id: 'print', method: 'print', params: { content } });
}

/** @param {object} message */
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

/**
 * The WebAssembly build reports a panic here, right before it breaks off for good.
 *
 * @param {string} message
 */
function endWithPanic(message) {
  writeFailure({ message, isPanic: true });
  process.exit(panicked);
}
