/** Two names like `name` that are not taken. */
export function nameAlternatives(name: string, taken: ReadonlySet<string>): readonly string[] {
  const free: string[] = [];
  for (let number = 2; free.length < 2; number++) {
    if (!taken.has(`${name}-${number}`)) free.push(`${name}-${number}`);
  }
  return free;
}
