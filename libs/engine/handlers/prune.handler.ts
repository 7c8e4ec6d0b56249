import type { PruneKind } from '#domain';
import type { Handler } from '../handler.js';
import { pruners } from '../prune/pruner.js';
import { Pruning } from '../prune/pruning.js';

/** Removes what a prune plan lists, one after the other, but for what is in use by now, has changed or is gone. */
export const pruneHandlers: { readonly [Kind in PruneKind]: Handler<`prune.${Kind}`> } = {
  containers: { run: (process) => new Pruning(process, pruners.containers).run() },
  images: { run: (process) => new Pruning(process, pruners.images).run() },
  networks: { run: (process) => new Pruning(process, pruners.networks).run() },
  volumes: { run: (process) => new Pruning(process, pruners.volumes).run() },
};
