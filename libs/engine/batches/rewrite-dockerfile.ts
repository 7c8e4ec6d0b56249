import { familiarReference, flagOf, type Instruction, planBuild, readDockerfile, type Source } from '#domain';

/** What stands for what in a Dockerfile. */
export interface Standing {
  /** Images, by the references that mean them. */
  readonly images: Readonly<Record<string, string>>;
  /** Build arguments, which references may be made of. */
  readonly args: Readonly<Record<string, string>>;
}

/** A Dockerfile with images in the place of the references that mean them: of FROM, `COPY --from` and `RUN --mount=from`. */
export function rewriteDockerfile(text: string, { images, args }: Standing): string {
  const byName = new Map(Object.entries(images).map(([ref, image]) => [familiarReference(ref), image]));
  const lines = text.split('\n');
  const stand = (instruction: Instruction, source: Source, prefix: string): void => {
    const image = source.kind === 'image' && source.image !== undefined && byName.get(familiarReference(source.image));
    if (typeof image !== 'string' || source.kind !== 'image') return;
    for (let line = instruction.line - 1; line < instruction.lastLine; line += 1) {
      const changed = replaced(lines[line] ?? '', prefix, source.written, image);
      if (changed === undefined) continue;
      lines[line] = changed;
      return;
    }
  };
  for (const { from, base, steps } of planBuild(readDockerfile(text), { args }).stages) {
    stand(from.instruction, base, '');
    for (const { instruction, sources } of steps)
      for (const source of sources)
        stand(instruction, source, flagOf(instruction, 'from') === undefined ? 'from=' : '--from=');
  }
  return lines.join('\n');
}

/** The line with an image in the place of a word; undefined when it is not there. */
function replaced(line: string, prefix: string, written: string, image: string): string | undefined {
  for (const [before, after] of [
    [`${prefix}${written}`, `${prefix}${image}`],
    [`${prefix}"${written}"`, `${prefix}${image}`],
  ] as const) {
    const at = wordAt(line, before, prefix !== '');
    if (at >= 0) return line.slice(0, at) + after + line.slice(at + before.length);
  }
  return undefined;
}

/** Where a word stands: not as a part of a longer one, and of FROM not the keyword itself. */
function wordAt(line: string, word: string, isFlag: boolean): number {
  for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
    const [before, after] = [line[at - 1] ?? ' ', line[at + word.length] ?? ' '];
    if (/[\s,]/.test(after) && (isFlag || /\s/.test(before))) return at;
  }
  return -1;
}
