import { type ImageSnapshot, type Job, observeContainer, observeImage, observeNetwork, observeVolume } from '#domain';
import { unreachable } from '#event-sourcing';
import type { Appends } from './appends.js';
import { Concealer } from './details.js';
import type { JobsInFlight } from './jobs-in-flight.js';
import { type HostMemory, isOnce, type Known } from './memory.js';
import type { RecorderParts } from './recorder-parts.js';
import type { FactChange, ImageSeen, Sighting } from './sighting.js';

type Of<Kind extends Sighting['kind']> = Extract<Sighting, { readonly kind: Kind }>;
type Inspected = Extract<Sighting, { readonly inspected: object }>;

/** Finds what sightings add to what is known of a host. */
export class Changes {
  readonly #memory: HostMemory;
  readonly #jobs: JobsInFlight;
  readonly #concealer: Concealer;

  constructor({ memory, jobs, secrets }: RecorderParts) {
    this.#memory = memory;
    this.#jobs = jobs;
    this.#concealer = new Concealer(secrets);
  }

  /** The changes of one sighting, in order. Bulky detail that is new goes into `appends`. */
  async of(sighting: Exclude<Sighting, Of<'signal'>>, known: Known, appends: Appends): Promise<readonly FactChange[]> {
    // An older event may tell of something that has gone for ever by now.
    if (isOnce(sighting.kind) && known.version > 0 && !known.now) return [];
    switch (sighting.kind) {
      case 'container':
        return 'inspected' in sighting
          ? this.#ofInspected(sighting, known as Known<'container'>, appends)
          : observeContainer((known as Known<'container'>).now, sighting.observation);
      case 'image':
        return this.#ofImage(sighting, known as Known<'image'>, appends);
      case 'network':
        return observeNetwork((known as Known<'network'>).now, sighting.now, sighting.at);
      case 'volume':
        return observeVolume((known as Known<'volume'>).now, sighting.now, sighting.at);
      default:
        return unreachable(sighting);
    }
  }

  async #ofInspected(
    { inspected: { container, detail, places }, at }: Inspected,
    known: Known<'container'>,
    appends: Appends,
  ): Promise<readonly FactChange[]> {
    const content = detail && (await this.#concealer.container(detail, await this.#makersOf(container)));
    const isKnown = content === undefined || content.digest === known.detail;
    const digest = isKnown ? known.detail : appends.content('container', content);
    const now = { ...container, ...(digest !== undefined && { detail: digest }) };
    return observeContainer(known.now, { type: 'inspected', at, container: now, ...(places && { places }) });
  }

  /** Whose secrets may stand in a container's detail: its job's, or in a step of the classic builder those of any build. */
  async #makersOf({ job, imageName }: Inspected['inspected']['container']): Promise<readonly Job[]> {
    if (job === undefined) {
      return imageName.startsWith('sha256:') ? this.#jobs.secretive(this.#memory.host) : [];
    }
    const maker = await this.#jobs.find(job);
    return maker ? [maker] : [];
  }

  async #ofImage(
    { now, detail, at, count }: Of<'image'>,
    known: Known<'image'>,
    appends: Appends,
  ): Promise<readonly FactChange[]> {
    const holderOf = (name: string) => this.#memory.holderOf(name);
    if (!now) return observeImage(known.now, undefined, { at, holderOf });
    const digest = known.detail ?? (detail && (await this.#detailOf(detail, appends)));
    if (digest === undefined) return [];
    return [...this.#losses(now, at, count), ...observeImage(known.now, { ...now, detail: digest }, { at, holderOf })];
  }

  async #detailOf(detail: NonNullable<Of<'image'>['detail']>, appends: Appends): Promise<string> {
    const content = await this.#concealer.image(detail, this.#jobs.secretive(this.#memory.host));
    return appends.content('image', content);
  }

  /** A name that an image has got was taken from the one that had it, of which the engine says nothing. */
  #losses({ id, tags }: ImageSeen, at: string, count: number): readonly FactChange[] {
    const got = new Set(tags);
    return this.#memory.all('image').flatMap(([holder, image]) => {
      const names = holder === id ? [] : image.tags.filter((tag) => got.has(tag));
      if (names.length === 0) return [];
      this.#memory.note('image', holder, count);
      return [{ type: 'ImageUntagged', data: { at, image: without(names, image), names, movedTo: id } } as const];
    });
  }
}

function without(names: readonly string[], image: ImageSnapshot): ImageSnapshot {
  return { ...image, tags: image.tags.filter((tag) => !names.includes(tag)) };
}
