import { exitStatus, jobLabel } from '#domain';
import { DomainError } from '#event-sourcing';
import type { Exit, Handler } from '../handler.js';
import type { JobProcess } from '../job-process.js';
import { nameAlternatives } from './alternatives.js';

/** Creates a network, and of one name only one: some engines let two through that come together. */
export const networkCreateHandler: Handler<'network.create'> = {
  async prepare({ args, host }) {
    if (!host) return { args, warnings: [] };
    const taken = new Set((await host.network.listNetworks()).map((network) => network.name));
    if (!taken.has(args.name)) return { args, warnings: [] };
    throw new DomainError(
      'conflict',
      'name-taken',
      `There is a network "${args.name}" on host ${host.name} already. Use it, or for example ${nameAlternatives(args.name, taken).join(' or ')}.`,
    );
  },
  run(process) {
    return process.locks.withLock(`network ${process.host.name} ${process.args.name}`, () => create(process));
  },
};

async function create(process: JobProcess<'network.create'>): Promise<Exit<'network.create'>> {
  const { network } = process.host;
  const own = `${jobLabel}=${process.id}`;
  const { name, labels } = process.args;
  if (process.isRetry) {
    const [first, ...twins] = (await network.listNetworks({ label: own })).toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
    for (const twin of twins) await network.removeNetwork(twin.id);
    if (first) return { status: exitStatus.ok, result: { network: first.id, name, warnings: [] } };
  }
  await process.beginEffect();
  const created = await network.createNetwork({ ...process.args, labels: { ...labels, [jobLabel]: process.id } });
  return { status: exitStatus.ok, result: { ...created, name } };
}
