import { randomUUIDv7 } from 'node:crypto';
import { contentStream } from '#domain';
import type { NewEvent, StreamAppend } from '#event-sourcing';
import type { Content } from './details.js';

/** A digest whose content is recorded need not be sent again; the oldest are forgotten, and then found in the log. */
const remembered = 20_000;

/** Which contents the log is known to have. */
export class RecordedContents {
  readonly #digests = new Set<string>();

  has(digest: string): boolean {
    return this.#digests.has(digest);
  }

  add(digest: string): void {
    this.#digests.add(digest);
    const [oldest] = this.#digests;
    if (this.#digests.size > remembered && oldest !== undefined) this.#digests.delete(oldest);
  }
}

/** Collects what is to be recorded together, in order. */
export class Appends {
  readonly #appends: StreamAppend[] = [];
  readonly #digests = new Set<string>();

  constructor(private readonly recorded: RecordedContents) {}

  get all(): readonly StreamAppend[] {
    return this.#appends;
  }

  /** Digests of the contents among it. */
  get digests(): readonly string[] {
    return [...this.#digests];
  }

  add(stream: string, expectedVersion: number, event: NewEvent): void {
    this.#appends.push({ stream, expectedVersion, events: [event] });
  }

  /** Adds bulky detail, unless the log has it. Returns its digest. */
  content(kind: 'container' | 'image', { digest, content }: Content): string {
    if (this.recorded.has(digest) || this.#digests.has(digest)) return digest;
    this.#digests.add(digest);
    const metadata = { actor: { kind: 'system', name: 'longshore' }, correlationId: digest } as const;
    const event = { id: randomUUIDv7(), type: 'ContentRecorded', data: { kind, content }, metadata };
    this.add(contentStream(digest), 0, event);
    return digest;
  }
}
