import { byDrift, byJob, does, prunes, type Suspect, suspectIn, type Suspects } from '../observation/cause.js';
import type { Cause } from '../observation/fact.js';
import { buildOfReservation, familiarReference, isReferenceTo } from './image-reference.js';
import type { ImageSnapshot } from './image.events.js';

/** Who brought an image to the host. */
export function causeOfImage(image: ImageSnapshot, suspects: Suspects): Cause {
  const job = makerOf(image, image.tags, suspects) ?? lookingMaker(suspects) ?? builderOf(image, suspects);
  return job ? byJob(job) : byDrift('built, pulled or loaded past Longshore');
}

/** Who pointed names at an image. */
export function causeOfTags(image: ImageSnapshot, gained: readonly string[], suspects: Suspects): Cause {
  const isTarget = ({ args }: Suspect) => gained.includes(familiarReference(String(args['target'])));
  const job =
    suspectIn(suspects, does('tag'), isTarget) ??
    suspectIn(suspects, does('publish'), (publish) => namesOf(publish).some((name) => gained.includes(name))) ??
    makerOf(image, gained, suspects) ??
    // A prune gives names back when the host then refuses to remove the image.
    suspectIn(suspects, prunes('images', image.id));
  return job ? byJob(job) : byDrift('tagged past Longshore');
}

/** The build that has reserved or wants one of the names, or who pulls one of them. */
function makerOf(image: ImageSnapshot, tags: readonly string[], suspects: Suspects): Suspect | undefined {
  const reserved = new Set(tags.map(buildOfReservation));
  return (
    suspectIn(suspects, does('build'), ({ id }) => reserved.has(id)) ??
    suspectIn(suspects, does('build'), ({ args }) => tagsOf(args).some((tag) => tags.includes(tag))) ??
    suspectIn(suspects, either(pulls, does('commit', 'import')), ({ args }) =>
      isReferenceTo(String(args['image']), { ...image, tags }),
    ) ??
    // What is in the tar of a load, the engine alone knows.
    suspectIn(suspects, does('load'))
  );
}

/** An image without a name is known only to the job that has just made it. */
function lookingMaker({ looking }: Suspects): Suspect | undefined {
  return looking && (does('build', 'commit', 'import', 'load')(looking) || pulls(looking)) ? looking : undefined;
}

/** A build makes an image without a name of each of its steps, and pulls the one that it stands on when that is missing. */
function builderOf({ tags, digests }: ImageSnapshot, suspects: Suspects): Suspect | undefined {
  return tags.length === 0 || digests.length > 0 ? suspectIn(suspects, does('build')) : undefined;
}

/** A run pulls its image where it was told to. */
function pulls({ name, args }: Suspect): boolean {
  return name === 'pull' || (name === 'run' && ['missing', 'always'].includes(String(args['pull'])));
}

function either(...conditions: readonly ((job: Suspect) => boolean)[]): (job: Suspect) => boolean {
  return (job) => conditions.some((holds) => holds(job));
}

function tagsOf({ tags }: Suspect['args']): readonly string[] {
  return Array.isArray(tags) ? tags.map((tag) => familiarReference(String(tag))) : [];
}

/** What a publish job has to do with images of builds; its arguments are what they are, since the log is believed. */
function publishedBy({ args }: Suspect): readonly { readonly build?: unknown; readonly tags?: unknown }[] {
  return Array.isArray(args['images']) ? args['images'] : [];
}

/** The names that it gives. */
function namesOf(publish: Suspect): readonly string[] {
  return publishedBy(publish).flatMap(({ tags }) => tagsOf({ tags }));
}

/** Whether it takes a reservation of a build from the image, or a name that it has given and takes back. */
function givesUp(publish: Suspect, { tags }: ImageSnapshot): boolean {
  const builds = new Set(publishedBy(publish).map(({ build }) => build));
  const names = new Set(namesOf(publish));
  return tags.some((tag) => names.has(tag) || builds.has(buildOfReservation(tag) ?? ''));
}

/** Who took names from an image, or the image from the host. */
export function causeOfImageLoss(image: ImageSnapshot, suspects: Suspects): Cause {
  const job =
    suspectIn(suspects, does('rmi'), ({ args }) => isReferenceTo(String(args['image']), image)) ??
    suspectIn(suspects, does('build'), ({ id }) => image.tags.some((tag) => buildOfReservation(tag) === id)) ??
    suspectIn(suspects, does('publish'), (publish) => givesUp(publish, image)) ??
    suspectIn(suspects, prunes('images', image.id));
  return job ? byJob(job) : byDrift('removed past Longshore');
}
