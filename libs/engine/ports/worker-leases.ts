/** Tells which workers live. */
export interface WorkerLeases {
  /** Says that this worker lives, and how many heavy jobs it runs at once, by host. To be repeated each second. */
  renew(worker: string, slots?: ReadonlyMap<string, number>): Promise<void>;
  /** How many heavy jobs all workers that live run at once, by host. */
  slots(): Promise<ReadonlyMap<string, number>>;
  /** False when the worker has been silent for longer than a lease (4 s of the database's time), or has ended. */
  isAlive(worker: string): Promise<boolean>;
  end(worker: string): Promise<void>;
}
