/** Ends a switch over a union: it does not compile while a member is left out. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
