/** An image reference taken apart, e.g. `127.0.0.1:5000/team/app:1`. */
export interface ImageName {
  /** `127.0.0.1:5000/team/app` */
  readonly repository: string;
  /** Absent with a digest, and when none is written. */
  readonly tag?: string;
  readonly digest?: string;
}

/** Takes an image reference apart; whether it is a good one is for the engine to say. */
export function splitImageName(ref: string): ImageName {
  const [name = '', digest] = ref.split('@');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  const repository = colon < 0 ? name : name.slice(0, colon);
  if (digest !== undefined) return { repository, digest };
  return colon < 0 ? { repository } : { repository, tag: name.slice(colon + 1) };
}

/** How the engine lists a repository: `docker.io/library/x` and `x` are the same. */
export function familiarRepository(repository: string): string {
  return repository.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
}

/** Which registry a repository is in, as Docker's configuration names it. */
export function registryOf(repository: string): string {
  const [first = '', ...rest] = repository.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : 'https://index.docker.io/v1/';
}
