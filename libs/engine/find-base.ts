import { type BuildBase, buildBounds, type BuildStep } from '#domain';
import type { GraphDriver } from './ports/index.js';

/**
 * The image that a FROM begins with, as the host has it now: by its id where the builder told that, else by its name. Undefined for
 * `scratch`. It never rejects: what cannot be told is left out.
 */
export async function findBase(
  graph: GraphDriver,
  { image, instruction }: Pick<BuildStep, 'image' | 'instruction'>,
): Promise<BuildBase | undefined> {
  const name = /^FROM\s+(?:--\S+\s+)*(\S+)/i.exec(instruction)?.[1] ?? '';
  if (name === '' || name === 'scratch') return undefined;
  const found = await graph.inspectImage(image ?? name).catch(() => undefined);
  // BuildKit names what it fetched with its digest, and the host need not have it.
  const digests = found?.digests ?? (name.includes('@sha256:') ? [name] : []);
  return { name, ...(found && { image: found.id }), digests: digests.slice(0, buildBounds.digests) };
}
