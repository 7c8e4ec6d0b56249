import type { CallArgs, CallResult } from '#domain';

type Ids = Pick<CallResult, 'container' | 'deleted' | 'image' | 'network' | 'volume'>;

/** What an operation made, where its answer (or the `aux` parts of its progress) tells it. */
const made: Readonly<Record<string, readonly [Exclude<keyof Ids, 'deleted'>, field: string]>> = {
  ContainerCreate: ['container', 'Id'],
  ImageBuild: ['image', 'ID'],
  ImageCommit: ['image', 'Id'],
  ImageCreate: ['image', 'ID'],
  NetworkCreate: ['network', 'Id'],
  VolumeCreate: ['volume', 'Name'],
};

/** The ids of what a call made, and of images that it removed. */
export function idsIn({ call }: Pick<CallArgs, 'call'>, told: unknown): Ids {
  if (call === 'ImageDelete' && Array.isArray(told)) return { deleted: told.flatMap(deletedIn) };
  const [kind, field] = made[call] ?? [];
  if (kind === undefined || field === undefined || typeof told !== 'object' || told === null) return {};
  const id = (told as Readonly<Record<string, unknown>>)[field];
  return typeof id === 'string' ? { [kind]: id } : {};
}

function deletedIn(step: unknown): readonly string[] {
  return typeof step === 'object' && step !== null && 'Deleted' in step ? [String(step.Deleted)] : [];
}
