import { DomainError } from '#event-sourcing';

const freshMs = 1_000;

/** Turns commands away when too many wait for a host: a client can try again, a queue that only grows helps nobody. */
export class QueueRoom {
  readonly #counts = new Map<string, { readonly at: number; readonly waiting: Promise<number> }>();

  /**
   * @param waiting how many jobs of a host have not begun
   * @param limit how many may
   */
  constructor(
    private readonly waiting: (host: string) => Promise<number>,
    private readonly limit: number,
  ) {}

  /** @throws DomainError `queue-full` */
  async assertRoom(host: string): Promise<void> {
    if ((await this.#count(host)) < this.limit) return;
    throw new DomainError(
      'unavailable',
      'queue-full',
      `${this.limit} jobs wait for host ${host}, and no more may. Try again in a moment; GET /v1/jobs?state=queued shows them.`,
    );
  }

  #count(host: string): Promise<number> {
    const known = this.#counts.get(host);
    if (known && Date.now() - known.at < freshMs) return known.waiting;
    const waiting = this.waiting(host);
    this.#counts.set(host, { at: Date.now(), waiting });
    return waiting;
  }
}
