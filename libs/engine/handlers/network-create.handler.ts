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
  const { name, labels } = process.args;
  const found = process.isRetry ? await findOwn(process) : undefined;
  if (found !== undefined) return done(name, { network: found, warnings: [] });
  await process.beginEffect();
  try {
    return done(
      name,
      await process.host.network.createNetwork({ ...process.args, labels: { ...labels, ...process.labels } }),
    );
  } catch (error) {
    // The create of an earlier start may have run on, and come first.
    const late =
      process.isRetry && error instanceof DomainError && error.code === 'host-conflict'
        ? await findOwn(process)
        : undefined;
    if (late === undefined) throw error;
    return done(name, { network: late, warnings: [] });
  }
}

function done(
  name: string,
  created: { readonly network: string; readonly warnings: readonly string[] },
): Exit<'network.create'> {
  return { status: exitStatus.ok, result: { ...created, name } };
}

/** The network that an earlier start made; of twins the first, and the others go. */
async function findOwn({ host, id }: JobProcess<'network.create'>): Promise<string | undefined> {
  const own = await host.network.listNetworks({ label: `${jobLabel}=${id}` });
  const [first, ...twins] = own.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
  for (const twin of twins) await host.network.removeNetwork(twin.id);
  return first?.id;
}
