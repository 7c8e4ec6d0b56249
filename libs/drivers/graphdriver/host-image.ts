import type { ImageInfo, ImageInspectInfo } from 'dockerode';
import type { HostImage } from '#engine';

/** Reads what the engine says of one image. */
export function fromInspect(info: ImageInspectInfo): HostImage {
  return {
    id: info.Id,
    tags: named(info.RepoTags),
    digests: named(info.RepoDigests),
    ...parentOf(info.Parent),
    labels: info.Config.Labels ?? {},
    size: info.Size,
    createdAt: info.Created,
  };
}

/** Reads an entry of the list, whose time is in whole seconds. */
export function fromListing(info: ImageInfo): HostImage {
  return {
    id: info.Id,
    tags: named(info.RepoTags),
    digests: named(info.RepoDigests),
    ...parentOf(info.ParentId),
    labels: info.Labels ?? {},
    size: info.Size,
    createdAt: new Date(info.Created * 1_000).toISOString(),
  };
}

function parentOf(id: string): Pick<HostImage, 'parent'> {
  return id === '' ? {} : { parent: id };
}

/** Engines before API 1.43 list a dangling image as `<none>:<none>`. */
function named(names: readonly string[] | null | undefined): readonly string[] {
  return (names ?? []).filter((name) => !name.startsWith('<none>'));
}
