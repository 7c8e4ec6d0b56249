import { z } from 'zod';
import { DomainError } from '#event-sourcing';

const progressMessage = z.object({
  /** Text of a build, with its line ends. */
  stream: z.string().optional(),
  status: z.string().optional(),
  /** The layer that the status is about, or the kind of a BuildKit message. */
  id: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional() }).optional(),
  /** The machine's part: image ids, digests, BuildKit's trace. */
  aux: z.unknown().optional(),
  errorDetail: z.object({ message: z.string() }).optional(),
});

/** A line of what build, pull and push answer with. */
export type ProgressMessage = z.output<typeof progressMessage>;

const lineEnd = 0x0a;

/** Decodes a stream of JSON documents, one a line, at the pace of the reader. */
export async function* readProgress(chunks: AsyncIterable<Buffer>): AsyncGenerator<ProgressMessage, void, void> {
  for await (const line of readLines(chunks)) {
    if (line.trim() !== '') yield parseMessage(line);
  }
}

async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, void, void> {
  let begun: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(lineEnd); end >= 0; end = chunk.indexOf(lineEnd, start)) {
      yield Buffer.concat([...begun, chunk.subarray(start, end)]).toString();
      begun = [];
      start = end + 1;
    }
    begun.push(chunk.subarray(start));
  }
  yield Buffer.concat(begun).toString();
}

function parseMessage(line: string): ProgressMessage {
  try {
    return progressMessage.parse(JSON.parse(line));
  } catch (cause) {
    throw new DomainError(
      'unavailable',
      'host-unreachable',
      'The progress that the host sent cannot be read; try again.',
      { cause },
    );
  }
}
