/**
 * The engine's log as it stands on stderr: the CLI reads its last line for the reason of a failure, and insists
 * on a line before it.
 *
 * @param {{ message: string, code?: string, isPanic?: boolean }} failure
 */
export function writeFailure({ message, code, isPanic = false }) {
  const starting = { level: 'INFO', fields: { message: 'Starting' }, target: 'schema_engine' };
  const failure = {
    timestamp: new Date().toISOString(),
    level: 'ERROR',
    fields: { message, is_panic: isPanic, error_code: code, meta: {} },
    target: 'schema_engine::logger',
  };
  process.stderr.write(`${JSON.stringify(starting)}\n${JSON.stringify(failure)}`);
}
