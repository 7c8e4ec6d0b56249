/** A build that could begin now, if a host had room for it. */
export interface WaitingBuild {
  readonly actor: string;
  /** Id of its batch. */
  readonly batch: string;
  readonly build: string;
  /** Niceness of its batch, −20…19. */
  readonly nice: number;
  /** Its place within its batch: the lowest goes first. */
  readonly rank: number;
}

/** How builds are shared out. */
export interface FairShareSettings {
  /** Of actors; 1 for all others. Twice the weight is twice the builds, while both have builds that wait. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Each such time that a batch waits counts as one build less that it was given. */
  readonly agingSeconds?: number;
  /** So many builds that an actor of weight 1 could not begin, since no host had room for them, it may make up for later. */
  readonly mostCredit?: number;
}
