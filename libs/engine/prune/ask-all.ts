/** A host answers so many questions at once without being held up for others. */
const atOnce = 10;

/** Asks a question about each thing, some at a time; answers in the order of the things. */
export async function askAll<Thing, Answer>(
  things: readonly Thing[],
  ask: (thing: Thing) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < things.length; from += atOnce)
    answers.push(...(await Promise.all(things.slice(from, from + atOnce).map(ask))));
  return answers;
}
