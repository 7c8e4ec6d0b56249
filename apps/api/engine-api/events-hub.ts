import type { ServerResponse } from 'node:http';
import type { EngineApi, EngineApiAnswer, EngineApiRequest } from '#engine';
import type { Exchange } from './exchange.js';
import { passHeadOn } from './pass-on.js';

/** What a client may leave unread: one that does not keep up is broken off, since an engine must not be kept waiting. */
const mostUnread = 4_194_304;
/** Events that come together are written together: a write to each of hundreds of clients for each event would cost more than the events. */
const togetherMs = 10;
const newline = 10;

type Reader = Pick<Exchange, 'api' | 'host' | 'response'>;

/** One stream of an engine's events that several clients read. */
interface Channel {
  readonly head: Promise<EngineApiAnswer>;
  readonly readers: Set<ServerResponse>;
  readonly ending: AbortController;
}

/**
 * The events of engines, each stream of them read once, at once, and passed on to all who asked for the same. A slow reader of an engine
 * loses events, and slows the engine.
 */
export class EventsHub {
  readonly #channels = new Map<string, Channel>();

  /** Passes events on until the client goes, the engine ends them, or the signal aborts. Resolves with the bytes that were written. */
  async pass({ host, api, response }: Reader, request: EngineApiRequest, signal: AbortSignal): Promise<number> {
    const key = JSON.stringify([host, request.query]);
    const channel = this.#channels.get(key) ?? this.#open(key, api, request);
    channel.readers.add(response);
    const before = response.socket?.bytesWritten ?? 0;
    try {
      passHeadOn(await channel.head, response);
      await ended(response, signal);
    } finally {
      channel.readers.delete(response);
      if (channel.readers.size === 0) this.#close(key, channel);
    }
    return (response.socket?.bytesWritten ?? before) - before;
  }

  #open(key: string, api: EngineApi, request: EngineApiRequest): Channel {
    const ending = new AbortController();
    const channel: Channel = {
      head: api.request({ ...request, signal: ending.signal }),
      readers: new Set(),
      ending,
    };
    this.#channels.set(key, channel);
    void this.#read(channel).finally(() => this.#close(key, channel));
    return channel;
  }

  async #read({ head, readers }: Channel): Promise<void> {
    let held: Buffer = Buffer.alloc(0);
    let timer: NodeJS.Timeout | undefined;
    // Whole lines only: who comes in the middle of one must not begin there.
    const write = () => {
      const end = held.lastIndexOf(newline) + 1;
      for (const reader of readers) writeTo(reader, held.subarray(0, end));
      held = held.subarray(end);
      timer = undefined;
    };
    try {
      for await (const chunk of (await head).body) {
        held = Buffer.concat([held, chunk as Buffer]);
        timer ??= setTimeout(write, togetherMs);
      }
    } catch {
      // The clients are told by the end of their own streams.
    }
    clearTimeout(timer);
    write();
    for (const reader of readers) reader.end();
  }

  #close(key: string, channel: Channel): void {
    if (this.#channels.get(key) === channel) this.#channels.delete(key);
    channel.ending.abort();
  }
}

function writeTo(reader: ServerResponse, bytes: Buffer): void {
  if (bytes.length === 0 || !reader.headersSent || reader.writableEnded) return;
  reader.write(bytes);
  if (reader.writableLength > mostUnread) reader.destroy();
}

/** Resolves when the client has gone or has all; rejects with the reason of an abort. */
async function ended(response: ServerResponse, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  response.once('close', resolve);
  signal.addEventListener('abort', () => resolve(), { once: true });
  if (response.destroyed || signal.aborted) resolve();
  await promise;
  signal.throwIfAborted();
}
