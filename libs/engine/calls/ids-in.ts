import type { CallArgs, CallResult } from '#domain';

type Ids = Pick<CallResult, 'container' | 'image' | 'network' | 'volume'>;

/** What an operation made, where its answer (or the `aux` parts of its progress) tells it. */
const made: Readonly<Record<string, readonly [keyof Ids, field: string]>> = {
  ContainerCreate: ['container', 'Id'],
  ImageBuild: ['image', 'ID'],
  ImageCommit: ['image', 'Id'],
  ImageCreate: ['image', 'ID'],
  NetworkCreate: ['network', 'Id'],
  VolumeCreate: ['volume', 'Name'],
};

/** The ids of what a call made. */
export function idsIn({ call }: Pick<CallArgs, 'call'>, told: unknown): Ids {
  const [kind, field] = made[call] ?? [];
  if (kind === undefined || field === undefined || typeof told !== 'object' || told === null) return {};
  const id = (told as Readonly<Record<string, unknown>>)[field];
  return typeof id === 'string' ? { [kind]: id } : {};
}
