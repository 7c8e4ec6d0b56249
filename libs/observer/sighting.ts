import type {
  Change,
  ContainerDetail,
  ContainerFact,
  ContainerObservation,
  ContainerSnapshot,
  Endpoint,
  ImageDetail,
  ImageFact,
  ImageSnapshot,
  NetworkFact,
  NetworkSnapshot,
  VolumeFact,
  VolumeSnapshot,
} from '#domain';

/** How and when something was seen. */
interface Seen {
  /** The thing's whole id; a volume's name. */
  readonly id: string;
  /** The host's time. */
  readonly at: string;
  /** Told by the host (`event`), found by looking just after a job of ours (`look`), or found late, since nobody was told (`gap`). */
  readonly by: 'event' | 'look' | 'gap';
  /** How many of the host's events had come when one looked. */
  readonly count: number;
  /** The job on whose behalf one looks. */
  readonly job?: string;
  /** It is said to be new. */
  readonly isNew?: boolean;
}

/** What `inspect` says of a container; without its detail when only an event told of it. */
export interface InspectedContainer {
  readonly container: ContainerSnapshot;
  readonly detail?: ContainerDetail;
  /** Its places on networks while it ran, when it has ended since. */
  readonly places?: readonly Endpoint[];
}

export type ImageSeen = Omit<ImageSnapshot, 'detail'>;

/** What was seen of one thing on a host. `now` is undefined when it is gone. */
export type Sighting = Seen &
  (
    | {
        readonly kind: 'container';
        readonly observation: Exclude<ContainerObservation, { readonly type: 'inspected' }>;
      }
    | { readonly kind: 'container'; readonly inspected: InspectedContainer }
    | { readonly kind: 'signal' }
    | {
        readonly kind: 'image';
        readonly now?: ImageSeen;
        readonly detail?: ImageDetail;
        /** The image for whose sake it is there, when it is only a step below it. */
        readonly below?: ImageSeen;
      }
    | { readonly kind: 'network'; readonly now?: NetworkSnapshot }
    | { readonly kind: 'volume'; readonly now?: VolumeSnapshot }
  );

export type FactChange = Change<ContainerFact | ImageFact | NetworkFact | VolumeFact>;
