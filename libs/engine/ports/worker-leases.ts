/** Tells which workers live. */
export interface WorkerLeases {
  /** Says that this worker lives. To be repeated each second. */
  renew(worker: string): Promise<void>;
  /** False when the worker has been silent for longer than a lease (4 s of the database's time), or has ended. */
  isAlive(worker: string): Promise<boolean>;
  end(worker: string): Promise<void>;
}
