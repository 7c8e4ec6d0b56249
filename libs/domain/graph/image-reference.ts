/** A reference as the engine lists it: `docker.io/library/x` is `x:latest`, and `x:1@sha256:…` is `x@sha256:…`. An id stays as it is. */
export function familiarReference(ref: string): string {
  if (ref.startsWith('sha256:')) return ref;
  const [named = '', digest] = ref.split('@', 2);
  const name = named.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
  const colon = name.lastIndexOf(':');
  const hasTag = colon > name.lastIndexOf('/');
  if (digest !== undefined) return `${hasTag ? name.slice(0, colon) : name}@${digest}`;
  return hasTag ? name : `${name}:latest`;
}

/** The registry that a reference names: `host[:port]`, or `docker.io` where it names none. */
export function registryOf(ref: string): string {
  const [first = '', ...path] = ref.split('/');
  const isHost = path.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  return isHost && first !== 'index.docker.io' ? first : 'docker.io';
}

/** Whether a reference, which may be an id or the beginning of one, means this image. */
export function isReferenceTo(
  ref: string,
  image: { readonly id: string; readonly tags: readonly string[]; readonly digests: readonly string[] },
): boolean {
  const name = familiarReference(ref);
  if (image.tags.includes(name) || image.digests.includes(name)) return true;
  const id = ref.replace(/^sha256:/, '');
  return /^[0-9a-f]{4,64}$/.test(id) && image.id.startsWith(`sha256:${id}`);
}

const reservation = 'longshore.local/job:';

/** The tag that marks an image as the work of a build, while the build goes on. */
export function reservationTag(job: string): string {
  return `${reservation}${job}`;
}

/** The tag by which a build names the nth image that it is built on, where the builder takes no ids. */
export function baseTag(job: string, number: number): string {
  return `${reservation}${job}.${number}`;
}

/** The build that a reservation tag names; undefined for other tags. */
export function buildOfReservation(tag: string): string | undefined {
  return tag.startsWith(reservation) ? tag.slice(reservation.length).split('.')[0] : undefined;
}
