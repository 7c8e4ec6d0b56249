import type { Host } from '#engine';
import { DomainError } from '#event-sourcing';

/** A host between which and Longshore the connection can break. What the host has begun runs on meanwhile. */
export class FakeOutage {
  readonly host: Host;
  #away: PromiseWithResolvers<never> | undefined;
  #broken = Promise.withResolvers<never>();

  constructor(host: Host) {
    const { name, url } = host;
    this.host = {
      name,
      url,
      exec: this.#over(host.exec),
      graph: this.#over(host.graph),
      network: this.#over(host.network),
      registry: this.#over(host.registry),
      info: () => this.#reach(() => host.info()),
    };
  }

  /** From now on nothing is answered, and what waits for an answer fails. */
  goAway(): void {
    this.#away = this.#broken;
    this.#broken.reject(new DomainError('unavailable', 'host-unreachable', `Host ${this.host.name} does not answer.`));
  }

  comeBack(): void {
    this.#broken = Promise.withResolvers();
    this.#away = undefined;
  }

  #over<Driver extends object>(driver: Driver): Driver {
    return new Proxy(driver, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        return typeof method === 'function'
          ? (...args: readonly unknown[]) => this.#reach(() => method.apply(target, args))
          : method;
      },
    });
  }

  #reach<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const broken = this.#broken.promise;
    broken.catch(() => undefined);
    return this.#away ? this.#away.promise : Promise.race([ask(), broken]);
  }
}
