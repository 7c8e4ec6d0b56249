import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { containerSpec, type ContainerSpec } from '#domain';
import type { Host, WorkIo } from '#engine';
import { CollectedOutput, CollectedProgress } from './collected-output.js';

/** A host that a contract is run on. */
export interface ContractHost {
  readonly host: Host;
  /** A busybox image that is there. */
  readonly image: string;
  close(): Promise<void>;
}

export type OpenContractHost = () => Promise<ContractHost>;

/** The host of one contract suite: opened before its first test, cleaned after each. */
export class HostUnderTest {
  #open: ContractHost | undefined;
  #cleanups: (() => Promise<unknown>)[] = [];

  constructor(open: OpenContractHost) {
    beforeAll(async () => {
      this.#open = await open();
    });
    afterEach(async () => {
      for (const clean of this.#cleanups.splice(0).toReversed()) await clean();
    });
    afterAll(async () => {
      await this.#open?.close();
    });
  }

  get host(): Host {
    return this.#opened.host;
  }

  get image(): string {
    return this.#opened.image;
  }

  /** Says what is to be done after the test; what is gone by then may be missing. */
  cleanUp(clean: () => Promise<unknown>): void {
    this.#cleanups.push(() => clean().catch(ignoreNotFound));
  }

  /** Creates a container that runs a line of shell, and removes it after the test. */
  async createContainer(
    script: string,
    spec: Partial<ContainerSpec> = {},
    env: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const whole = {
      ...containerSpec.parse({ image: this.image, cmd: ['sh', '-c', script] }),
      name: uniqueName('container'),
      ...spec,
    };
    const { container } = await this.host.exec.createContainer(whole, env);
    this.cleanUp(() => this.host.exec.removeContainer(container, { force: true, volumes: true }));
    return container;
  }

  async startContainer(script: string, spec: Partial<ContainerSpec> = {}): Promise<string> {
    const container = await this.createContainer(script, spec);
    await this.host.exec.startContainer(container);
    return container;
  }

  /** Runs a line of shell in a container to its end. */
  async run(
    script: string,
    spec: Partial<ContainerSpec> = {},
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly status: number; readonly output: CollectedOutput }> {
    const container = await this.createContainer(script, spec, env);
    const io = collect();
    const { ended } = await this.host.exec.attachContainer(container, io);
    await this.host.exec.startContainer(container);
    const { status } = await this.host.exec.waitContainer(container, io.signal);
    await ended;
    return { status, output: io.output };
  }

  get #opened(): ContractHost {
    if (!this.#open) throw new Error('the host is opened in beforeAll; ask for it inside a test');
    return this.#open;
  }
}

/** A name that cannot collide. */
export function uniqueName(kind: string): string {
  return `longshore-contract-${kind}-${randomBytes(6).toString('hex')}`;
}

/** A live io that keeps what is written, and of builds what is told. */
export function collect(
  signal: AbortSignal = new AbortController().signal,
): WorkIo & { readonly output: CollectedOutput; readonly progress: CollectedProgress } {
  const output = new CollectedOutput();
  return { output, progress: new CollectedProgress(output), signal };
}

/** Expects a rejection with a DomainError of this code. */
export async function expectCode(work: Promise<unknown>, code: string): Promise<void> {
  await expect(work).rejects.toMatchObject({ name: 'DomainError', code });
}

function ignoreNotFound(error: unknown): void {
  if ((error as { readonly code?: string }).code !== 'host-not-found') throw error;
}
