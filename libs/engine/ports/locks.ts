/** Locks that all workers share. */
export interface Locks {
  /** Runs `work` while nobody else holds `key`. The lock ends with its process at the latest. */
  withLock<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
}
