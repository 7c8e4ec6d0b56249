import { namesOf, type PruneTarget } from '#domain';
import { DomainError } from '#event-sourcing';
import type { Host, HostImage, HostLayer } from '../ports/index.js';

/**
 * Removes an image with all its names, and nothing that it was built on. When the host refuses in the middle, the tags that were
 * taken from it are given back. Resolves with the bytes of the layers that are gone.
 *
 * @throws DomainError `host-conflict` also when it has got a name that the plan does not know
 */
export async function removeWholeImage(host: Host, item: PruneTarget): Promise<number> {
  const { graph } = host;
  const layers = (await graph.listLayers(item.id)) ?? [];
  const taken: string[] = [];
  try {
    for (;;) {
      const name = surplusName(await graph.inspectImage(item.id), item);
      if (name === undefined) {
        const { deleted } = await graph.removeImage(item.id, { force: false, keepSteps: true });
        return bytesOf(layers, new Set(deleted));
      }
      await graph.removeImage(name, { force: false, keepSteps: true });
      taken.push(name);
    }
  } catch (error) {
    for (const tag of taken.filter((name) => !name.includes('@'))) await graph.tagImage(item.id, tag).catch(ignoreGone);
    throw error;
  }
}

/** A name that must go first: by its id an image goes only with names of one repository, of which one may be a tag. */
function surplusName(image: HostImage | undefined, item: PruneTarget): string | undefined {
  if (!image) return undefined;
  const names = namesOf(image);
  const added = names.find((name) => !item.names.includes(name));
  if (added !== undefined)
    throw new DomainError('conflict', 'host-conflict', `It was named ${added} while it was to be removed.`);
  const repositories = new Set(names.map(repositoryOf));
  return image.tags.length > 1 || repositories.size > 1 ? names[0] : undefined;
}

function repositoryOf(name: string): string {
  return name.includes('@') ? name.slice(0, name.indexOf('@')) : name.slice(0, name.lastIndexOf(':'));
}

function bytesOf(layers: readonly HostLayer[], gone: ReadonlySet<string>): number {
  return layers.reduce((sum, { chainId, size = 0 }) => sum + (gone.has(chainId) ? size : 0), 0);
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof DomainError && error.code === 'host-not-found')) throw error;
}
