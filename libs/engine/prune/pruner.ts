import {
  judgeContainer,
  judgeImage,
  judgeNetwork,
  judgeVolume,
  memberOf,
  mounterOf,
  namesOf,
  type PruneKind,
  type PruneTarget,
  type Verdict,
} from '#domain';
import type { Host } from '../ports/index.js';
import { removeWholeImage } from './remove-whole-image.js';

/** How the things of a kind are judged once more, right before they are removed, and removed. */
export interface Pruner {
  /** `isBegun`: an earlier start of the job began to remove it. */
  judge(host: Host, item: PruneTarget, isBegun: boolean): Promise<Verdict>;
  /** Never by force: a host that refuses has a reason. Resolves with the bytes that this has freed. */
  remove(host: Host, item: PruneTarget): Promise<number>;
}

export const pruners: Readonly<Record<PruneKind, Pruner>> = {
  containers: {
    judge: async (host, item) => judgeContainer(item, await host.exec.inspectContainer(item.id)),
    async remove(host, item) {
      await host.exec.removeContainer(item.id, { force: false, volumes: false });
      return item.bytes ?? 0;
    },
  },
  images: { judge: judgeImageOf, remove: removeWholeImage },
  networks: {
    async judge(host, item) {
      const network = await host.network.inspectNetwork(item.id);
      if (!network) return judgeNetwork(undefined);
      const member = memberOf(network, await host.exec.listContainers());
      return judgeNetwork(member === undefined ? {} : { member });
    },
    async remove(host, item) {
      await host.network.removeNetwork(item.id);
      return 0;
    },
  },
  volumes: {
    async judge(host, item) {
      const volume = await host.graph.inspectVolume(item.id);
      const user = mounterOf(item.id, await host.exec.listContainers());
      return judgeVolume(item, volume && { ...volume, ...(user !== undefined && { user }) });
    },
    async remove(host, item) {
      await host.graph.removeVolume(item.id, { force: false });
      return item.bytes ?? 0;
    },
  },
};

async function judgeImageOf(host: Host, item: PruneTarget, isBegun: boolean): Promise<Verdict> {
  const image = await host.graph.inspectImage(item.id);
  if (!image) return judgeImage(item, undefined, isBegun);
  const user = (await host.exec.listContainers()).find((container) => container.image === item.id)?.name;
  const child = (await host.graph.listImages({ steps: true })).find(({ parent }) => parent === item.id)?.id;
  const found = {
    names: namesOf(image),
    ...(user !== undefined && { user }),
    ...(child !== undefined && { child }),
  };
  return judgeImage(item, found, isBegun);
}
