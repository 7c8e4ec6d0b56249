import { DomainError } from '#event-sourcing';

/**
 * Writes a path of the Engine API, e.g. enginePath`/containers/${id}/start`.
 *
 * The slashes of an image's name stay. What would lead to another operation (nothing, `.`, `..`) is refused: dockerd cleans such
 * paths, and `/containers//json` is the list of all containers.
 *
 * @throws DomainError `host-refused`
 */
export function enginePath(parts: TemplateStringsArray, ...refs: readonly string[]): string {
  return String.raw({ raw: parts }, ...refs.map(encodeRef));
}

function encodeRef(ref: string): string {
  const segments = ref.split('/');
  if (!ref.isWellFormed() || segments.some((segment) => ['', '.', '..'].includes(segment))) {
    throw new DomainError('invalid', 'host-refused', `"${ref}" is not a name or an id; look it up in the list.`);
  }
  return segments.map(encodeURIComponent).join('/');
}
