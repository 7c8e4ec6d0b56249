import { exitStatus, jobLabel } from '#domain';
import { DomainError } from '#event-sourcing';
import type { Handler } from '../handler.js';

/** Creates a volume. The host silently returns an old one of that name: the label tells whether it is ours. */
export const volumeCreateHandler: Handler<'volume.create'> = {
  actsAtOnce: true,
  async prepare({ args, host, job }) {
    if (args.name !== undefined && host && (await host.graph.inspectVolume(args.name))) {
      throw new DomainError(
        'conflict',
        'name-taken',
        `There is a volume "${args.name}" on host ${host.name} already. Use it, or choose another name.`,
      );
    }
    return { args: { ...args, name: args.name ?? `volume-${job.replaceAll('-', '').slice(-12)}` }, warnings: [] };
  },
  async run(process) {
    const { name = `volume-${process.id}`, driver, labels, options } = process.args;
    await process.beginEffect();
    const volume = await process.host.graph.createVolume({
      name,
      ...(driver !== undefined && { driver }),
      options,
      labels: { ...labels, ...process.labels },
    });
    return { status: exitStatus.ok, result: { volume: volume.name, existed: volume.labels[jobLabel] !== process.id } };
  },
};
