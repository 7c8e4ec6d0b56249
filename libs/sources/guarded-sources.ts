import type { SourceFetcher } from '#engine';
import { bySystem, Gate, type Resolve } from './gate.js';
import { gitTar } from './git-source.js';
import { ask, bodyOf } from './http-source.js';
import type { SourceHosts } from './source-hosts.js';
import { readSource } from './source-url.js';

/** A source that has not come as a whole by then is given up. */
const longestMs = 600_000;

/** Fetches contexts from the hosts of the allow-list alone, and never into a network of our own behind their names. */
export class GuardedSources implements SourceFetcher {
  readonly #gate: Gate;

  constructor(hosts: SourceHosts, resolve: Resolve = bySystem) {
    this.#gate = new Gate(hosts, resolve);
  }

  async *fetch(text: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const source = readSource(text);
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
    if (source.kind === 'git') yield* gitTar(source, this.#gate, inTime);
    else yield* bodyOf(await ask(source.url, this.#gate, inTime));
  }
}
