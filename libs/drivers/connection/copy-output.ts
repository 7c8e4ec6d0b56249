import type { Readable } from 'node:stream';
import type { WorkIo } from '#engine';
import { abortable } from './abortable.js';
import type { EngineConnection } from './engine-connection.js';
import { readFrames, readTerminal } from './output-frames.js';

/** Copies a process's output to its end, no faster than it is taken. On an abort the stream is destroyed, even while a write hangs. */
export async function copyOutput(
  engine: EngineConnection,
  stream: Readable,
  options: { readonly tty: boolean },
  io: WorkIo,
): Promise<void> {
  const chunks = engine.bytes(stream, io.signal);
  try {
    await abortable(io.signal, writeAll(options.tty ? readTerminal(chunks) : readFrames(chunks), io));
  } finally {
    stream.destroy();
  }
}

async function writeAll(pieces: ReturnType<typeof readFrames>, io: WorkIo): Promise<void> {
  for await (const { stream, bytes } of pieces) await io.output.write(stream, bytes);
}
