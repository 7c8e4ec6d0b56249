import type { Redis } from 'ioredis';

const atLeastEveryMs = 1_000;

/** Tells readers in other processes, over Redis, that a job has written more. A ring that is lost costs a second, nothing else. */
export class OutputBell {
  readonly #watchers = new Map<string, Set<() => void>>();

  /** @param subscriber a connection for nothing else; absent where nobody watches */
  constructor(
    private readonly publisher: Redis,
    private readonly subscriber: Redis | undefined,
    private readonly prefix: string,
  ) {
    subscriber?.on('message', (channel: string) => {
      for (const onMore of this.#watchers.get(channel) ?? []) onMore();
    });
  }

  async ring(job: string): Promise<void> {
    await this.publisher.publish(this.#channel(job), '');
  }

  watch(job: string, onMore: () => void): () => void {
    const channel = this.#channel(job);
    const watchers = this.#watchers.get(channel) ?? new Set();
    this.#watchers.set(channel, watchers.add(onMore));
    if (watchers.size === 1) this.subscriber?.subscribe(channel).catch(() => undefined);
    const timer = setInterval(onMore, atLeastEveryMs);
    return () => {
      clearInterval(timer);
      watchers.delete(onMore);
      if (watchers.size > 0) return;
      this.#watchers.delete(channel);
      this.subscriber?.unsubscribe(channel).catch(() => undefined);
    };
  }

  #channel(job: string): string {
    return `${this.prefix}:output:${job}`;
  }
}
