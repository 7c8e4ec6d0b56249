import { type Job, type PruneFilter, type PruneKind, type PrunePlan, type PruneResult, containerSpec } from '#domain';
import { type Caller, type Host, PrunePlans } from '#engine';
import { buildContext } from '../contracts/build-context.js';
import { alice, EngineOnFakes } from './engine-on-fakes.js';

/** What a build or a wait is told where nobody listens. */
export const unheard = { output: { write: async () => {} }, signal: new AbortController().signal };

/** An Engine on fakes that prunes, and things on its host to be pruned. */
export class PruneOnFakes {
  readonly on: EngineOnFakes;
  readonly plans: PrunePlans;
  /** The jobs that have not ended. */
  readonly unended = new Set<string>();

  constructor(host?: Host) {
    this.on = new EngineOnFakes(host && { hosts: new Map([['local', host]]) });
    this.plans = new PrunePlans({ store: this.on.parts.store, unendedJobs: async () => this.unended });
  }

  plan(kind: PruneKind, filter: Partial<PruneFilter> = {}): Promise<PrunePlan> {
    const whole = { all: false, anonymous: false, labels: [], notLabels: [], ...filter };
    return this.plans.make({ kind, host: this.on.host, filter: whole }, alice);
  }

  apply(plan: PrunePlan, caller: Caller = alice): Promise<Job> {
    return this.on.engine.submit({ ...this.plans.commandFor(plan, caller), caller });
  }

  /** What became of a plan's items. */
  async applied(plan: PrunePlan): Promise<PruneResult> {
    const { id } = await this.apply(plan);
    return resultOf(await this.on.run(id));
  }

  /** The same when a worker has recorded that it came so far, did `act` and died, and then another took over. */
  async appliedAfterDeath(
    plan: PrunePlan,
    progress: { readonly item: number; readonly left: readonly number[]; readonly freed: number },
    act: () => Promise<unknown> = async () => {},
  ): Promise<PruneResult> {
    const { id } = await this.apply(plan);
    await this.on.diedWith(id, { ...progress });
    await act();
    return resultOf(await this.on.run(id));
  }

  /** Builds an image in two steps that no other has: a layer, and a command. */
  async build(name: string, tags: readonly string[] = [], from = 'busybox'): Promise<string> {
    const context = buildContext({ Dockerfile: `FROM ${from}\nRUN echo ${name}\nCMD ["${name}"]` });
    const more = { dockerfile: 'Dockerfile', args: {}, labels: {}, noCache: false, pull: false };
    const built = await this.on.host.graph.buildImage({ context, builder: 'classic', tags, ...more }, unheard);
    return built.image;
  }

  async container(name: string, more: object = {}, labels: Readonly<Record<string, string>> = {}): Promise<string> {
    const spec = { ...containerSpec.parse({ image: 'busybox', cmd: ['true'], ...more }), name, labels };
    const created = await this.on.host.exec.createContainer(spec, {});
    return created.container;
  }

  async network(name: string): Promise<void> {
    await this.on.host.network.createNetwork({ name, driver: 'bridge', internal: false, labels: {}, options: {} });
  }

  async volume(name: string): Promise<void> {
    await this.on.host.graph.createVolume({ name, labels: {}, options: {} });
  }

  async volumes(): Promise<readonly string[]> {
    return (await this.on.host.graph.listVolumes()).map(({ name }) => name);
  }
}

/** What a job that pruned says it did. */
export function resultOf({ exit }: Job): PruneResult {
  return exit?.result as unknown as PruneResult;
}
