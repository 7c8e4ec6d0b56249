import type { Answers } from '#engine';
import type { Redis } from 'ioredis';

type Answer = Parameters<Answers['tell']>[1];

/** Longer ones are had by the end of their jobs. */
const longest = 65_536;
/** So many are kept for who comes to wait a moment too late. */
const remembered = 100;

/** Brings answers from the worker that has them to the front door that waits, over Redis, which keeps nothing of them. */
export class JobAnswers implements Answers {
  readonly #channel: string;
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  readonly #recent = new Map<string, Answer>();
  #listening: Promise<unknown> | undefined;

  /** @param subscriber a connection that is only listened at */
  constructor(
    private readonly publisher: Redis,
    private readonly subscriber: Redis,
    prefix: string,
  ) {
    this.#channel = `${prefix}:answers`;
  }

  tell(job: string, result: Answer): void {
    const message = JSON.stringify([job, result]);
    if (message.length > longest) return;
    this.publisher.publish(this.#channel, message).catch(() => undefined);
  }

  /** Begins to listen; resolves when nothing later is missed. */
  async listen(): Promise<void> {
    this.#listening ??= this.#subscribe();
    await this.#listening;
  }

  /** The answer of a job, when it is told. It may never be: the job's end tells it too. */
  of(job: string): Promise<Answer> {
    const known = this.#recent.get(job);
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => this.#waiting.set(job, resolve));
  }

  /** Nobody waits for it any more. */
  forget(job: string): void {
    this.#waiting.delete(job);
    this.#recent.delete(job);
  }

  async #subscribe(): Promise<void> {
    this.subscriber.on('message', (channel: string, message: string) => {
      if (channel === this.#channel) this.#take(message);
    });
    await this.subscriber.subscribe(this.#channel).catch(() => undefined);
  }

  #take(message: string): void {
    const [job, answer] = JSON.parse(message) as [string, Answer];
    const tell = this.#waiting.get(job);
    if (tell) {
      this.#waiting.delete(job);
      return tell(answer);
    }
    this.#recent.set(job, answer);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > remembered && oldest !== undefined) this.#recent.delete(oldest);
  }
}
