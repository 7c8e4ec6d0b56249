/** A batch as far as it matters for which one takes the place of which. */
export interface SupersedableBatch {
  readonly id: string;
  readonly actor: string;
  /** Its `policies.supersede`. */
  readonly supersede?: { readonly key: string; readonly running: boolean } | undefined;
  /** Position of its submission. */
  readonly pid: number;
  readonly isEnded: boolean;
  /** One that has taken its place already, and whether its running builds ended for that. */
  readonly supersededBy?: { readonly running: boolean } | undefined;
}

/** Which older batches a newer one takes the place of, and whether their running builds end too: what the newer one says. */
export interface Supersession {
  readonly batch: string;
  readonly by: string;
  readonly running: boolean;
}

/**
 * Of the batches of one actor and one key the newest alone goes on. Whoever comes through another actor's name touches nothing: keys are no
 * right over what others do.
 */
export function supersededBy(newer: SupersedableBatch, others: readonly SupersedableBatch[]): readonly Supersession[] {
  const { supersede } = newer;
  if (!supersede) return [];
  return others
    .filter((older) => older.supersede?.key === supersede.key && older.actor === newer.actor)
    .filter((older) => older.pid < newer.pid && !older.isEnded)
    .filter((older) => !older.supersededBy || (supersede.running && !older.supersededBy.running))
    .map((older) => ({ batch: older.id, by: newer.id, running: supersede.running }));
}
