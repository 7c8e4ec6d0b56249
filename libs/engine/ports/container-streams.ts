import type { ContainerReading } from '#domain';
import type { OutputStream } from './output.js';

/** One message of a container's log: a line, or a part of a long one. */
export interface LogMessage {
  readonly stream: OutputStream;
  /** When the engine took it: RFC 3339 with nanoseconds. */
  readonly at: string;
  /** With its line end. */
  readonly bytes: Uint8Array;
}

/** Which messages of a log. */
export interface LogWish {
  /** Go on until the container ends. */
  readonly follow: boolean;
  /** RFC 3339: messages of then or later. */
  readonly since?: string;
  readonly until?: string;
  /** No more than so many, the last ones of those that are there. */
  readonly tail?: number;
  readonly stream?: OutputStream;
}

/** The size of a terminal, in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Both directions of a process's terminal. */
export interface HostTerminal {
  /** What the process writes, at the pace of its reader, until it has ended. */
  readonly output: AsyncIterable<Uint8Array>;
  /** Resolves when more may be written. */
  write(bytes: Uint8Array): Promise<void>;
  /** Rejects with `host-refused` or `host-not-found` when the process has ended. */
  resize(size: TerminalSize): Promise<void>;
  /** Lets go; the process runs on. */
  close(): void;
}

/**
 * What a container tells for as long as somebody listens. A promise resolves when the engine has begun; the stream goes on at the pace of its
 * reader, and an abort ends it with the signal's reason. Errors as GraphDriver's.
 */
export interface ContainerStreams {
  /** The log as the engine keeps it, in its order. */
  logs(id: string, wish: LogWish, signal: AbortSignal): Promise<AsyncIterable<LogMessage>>;
  /** A reading a second, for as long as the container is there. */
  stats(id: string, signal: AbortSignal): Promise<AsyncIterable<ContainerReading>>;
  /** Starts an exec that was made with a terminal and with stdin. */
  openTerminal(exec: string, signal: AbortSignal): Promise<HostTerminal>;
}
