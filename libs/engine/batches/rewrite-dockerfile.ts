import {
  familiarReference,
  type Instruction,
  mountOption,
  planBuild,
  readDockerfile,
  type Source,
  splitFlags,
  splitKeyword,
} from '#domain';
import { WrittenInstruction } from './written-instruction.js';

/** What stands for what in a Dockerfile. */
export interface Standing {
  /** Images, by the references that mean them. */
  readonly images: Readonly<Record<string, string>>;
  /** Build arguments, which references may be made of. */
  readonly args: Readonly<Record<string, string>>;
}

/** A Dockerfile with images in the place of the references that mean them: of FROM, `COPY --from` and `RUN --mount=from`. Nothing else changes, nor do its line numbers. */
export function rewriteDockerfile(text: string, { images, args }: Standing): string {
  const byName = new Map(Object.entries(images).map(([ref, image]) => [familiarReference(ref), image]));
  const lines = text.split('\n');
  const dockerfile = readDockerfile(text);
  const stand = (instruction: Instruction, source: Source): void => {
    const image = source.kind === 'image' && source.image !== undefined && byName.get(familiarReference(source.image));
    if (source.kind !== 'image' || typeof image !== 'string') return;
    const written = new WrittenInstruction(lines, instruction, dockerfile.directives.escape);
    const change = changeIn(written.text, instruction, source.written, image);
    if (change) written.replace(change);
  };
  for (const { from, base, steps } of planBuild(dockerfile, { args }).stages) {
    stand(from.instruction, base);
    for (const { instruction, sources } of steps) for (const source of sources) stand(instruction, source);
  }
  return lines.join('\n');
}

/** Where an instruction names an image, and what is to stand there instead. Undefined when it does no more, as when ONBUILD counts in two stages. */
function changeIn(joined: string, { keyword }: Instruction, written: string, image: string) {
  const text = joined.trimEnd();
  let [first, rest] = splitKeyword(text);
  if (first.toUpperCase() === 'ONBUILD') [first, rest] = splitKeyword(rest);
  const split = splitFlags(rest);
  if (keyword === 'FROM') {
    const from = text.length - split.rest.length;
    return { from, to: from + written.length, by: image };
  }
  const index = split.flags.findLastIndex(({ name, value = '' }) =>
    keyword === 'COPY' ? name === 'from' && value === written : name === 'mount' && isFrom(value, written),
  );
  const [flag, span] = [split.flags[index], split.spans[index]];
  if (!flag || !span) return undefined;
  const value = keyword === 'COPY' ? image : remounted(flag.value ?? '', image);
  const before = text.length - rest.length;
  return { from: before + span[0], to: before + span[1], by: `--${flag.name}=${value}` };
}

function isFrom(mount: string, written: string): boolean {
  return mountOption(mount, 'from') === written;
}

/** A mount from another image; in quotes where it was in quotes before. */
function remounted(mount: string, image: string): string {
  const options = mount.split(',').map((option) => (/^\s*from=/i.test(option) ? `from=${image}` : option));
  const changed = options.join(',');
  return /[\s"'\\]/.test(changed) ? JSON.stringify(changed) : changed;
}
