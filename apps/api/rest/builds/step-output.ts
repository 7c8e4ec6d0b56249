import { buildkitTrace, decodeBuildkitStatus, inputsOf, isCall, type Job, type RecordedStep } from '#domain';
import type { OutputStore } from '#engine';

const lineEnd = 0x0a;

/** What of a line of the job's output a step wrote. */
type ReadLine = (line: Buffer) => Buffer;

/** The bytes that a step's command wrote, of what is kept of its job's output. */
export async function* stepOutput(
  outputs: OutputStore,
  job: Job,
  step: RecordedStep,
): AsyncGenerator<Uint8Array, void, void> {
  const written = bytesBetween(outputs, job, step);
  const read = lineReader(job, step);
  if (!read) return yield* written;
  for await (const line of lines(written)) {
    const bytes = read(line);
    if (bytes.length > 0) yield bytes;
  }
}

/** What lies beyond the limit of the output was not kept. */
async function* bytesBetween(
  outputs: OutputStore,
  { id, limits }: Job,
  { output: { from, to } = { from: 0, to: 0 } }: RecordedStep,
): AsyncGenerator<Buffer, void, void> {
  const end = Math.min(to, limits?.outputBytes ?? to);
  if (from >= end) return;
  for await (const { start, bytes } of outputs.read(id, { offset: from })) {
    if (start >= end) return;
    yield Buffer.from(bytes.subarray(0, end - start));
  }
}

/** Calls keep the engine's own messages; BuildKit's steps run side by side, and each of its lines names its own. Otherwise all is the step's. */
function lineReader(job: Job, step: RecordedStep): ReadLine | undefined {
  const isBuildkit = inputsOf(job).builder === 'buildkit';
  if (isCall(job.args)) return isBuildkit ? (line) => inTrace(line, step) : inMessage;
  return isBuildkit ? (line) => afterNumber(line, step) : undefined;
}

function afterNumber(line: Buffer, { number }: RecordedStep): Buffer {
  const prefix = Buffer.from(`#${number} `);
  return line.subarray(0, prefix.length).equals(prefix) ? line.subarray(prefix.length) : Buffer.alloc(0);
}

function inMessage(line: Buffer): Buffer {
  const { stream } = parse(line);
  return Buffer.from(typeof stream === 'string' ? stream : '');
}

function inTrace(line: Buffer, { vertex }: RecordedStep): Buffer {
  const { id, aux } = parse(line);
  if (id !== buildkitTrace || typeof aux !== 'string') return Buffer.alloc(0);
  const own = decodeBuildkitStatus(aux).logs.filter((log) => log.vertex === vertex);
  return Buffer.concat(own.map(({ message }) => message));
}

/** A line that was cut short, or that secrets were taken out of, may be no JSON. */
function parse(line: Buffer): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(line.toString()) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  let begun: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(lineEnd); end >= 0; end = chunk.indexOf(lineEnd, start)) {
      yield Buffer.concat([...begun, chunk.subarray(start, end + 1)]);
      begun = [];
      start = end + 1;
    }
    begun.push(chunk.subarray(start));
  }
  yield Buffer.concat(begun);
}
