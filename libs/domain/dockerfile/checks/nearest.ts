/** A word that was not looked for among more than so many, nor if it is longer. */
const mostWords = 500;
const longestWord = 64;

/** The word of a list that one was probably meant to be; undefined when none is near. */
export function nearest(word: string, words: Iterable<string>): string | undefined {
  if (word.length > longestWord) return undefined;
  let best: string | undefined;
  let least = Math.min(3, Math.ceil(word.length / 3) + 1);
  let seen = 0;
  for (const other of words) {
    if (seen++ >= mostWords) break;
    if (other.length > longestWord || Math.abs(other.length - word.length) >= least) continue;
    const distance = distanceOf(word.toLowerCase(), other.toLowerCase());
    if (distance < least && other !== word) [best, least] = [other, distance];
  }
  return best;
}

/** How many letters to add, remove, exchange, or swap with the next one (optimal string alignment). */
function distanceOf(left: string, right: string): number {
  let before: readonly number[] = [];
  let above = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1];
      const isSwapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(
        Math.min(
          (above[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (above[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (before[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [before, above] = [above, current];
  }
  return above[right.length] ?? Infinity;
}
