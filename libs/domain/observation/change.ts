/** A fact without its circumstances: what changed on a host, and when by the host's clock. The observer adds host, cause and actor. */
export type Change<Fact extends { readonly type: string; readonly data: object }> = Fact extends unknown
  ? { readonly type: Fact['type']; readonly data: Omit<Fact['data'], 'host' | 'seen' | 'cause'> }
  : never;

/** Whether two values are the same through and through. Both are JSON, with their fields in whatever order. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const [keys, others] = [fieldsOf(one), fieldsOf(other)];
  return (
    keys.length === others.length &&
    keys.every((key) => isSame((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]))
  );
}

function fieldsOf(value: object): readonly string[] {
  return Object.entries(value).flatMap(([key, field]) => (field === undefined ? [] : [key]));
}
