import { DockerfileParser } from 'dockerfile-ast';
import { familiarReference } from '#domain';

/** What stands for what in a Dockerfile. */
export interface Standing {
  /** Images, by the references that mean them. */
  readonly images: Readonly<Record<string, string>>;
  /** Build arguments, which references may be made of. */
  readonly args: Readonly<Record<string, string>>;
}

interface Edit {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly image: string;
}

/** A Dockerfile with images in the place of the references that mean them: of FROM, `COPY --from` and `RUN --mount=from`. */
export function rewriteDockerfile(text: string, { images, args }: Standing): string {
  const parsed = DockerfileParser.parse(text);
  const byName = new Map(Object.entries(images).map(([ref, image]) => [familiarReference(ref), image]));
  const globals = new Map(Object.entries(args));
  const stages = new Set<string>();
  const edits: Edit[] = [];
  const stand = (
    written: string | null | undefined,
    range:
      | {
          readonly start: { readonly line: number; readonly character: number };
          readonly end: { readonly character: number };
        }
      | null
      | undefined,
  ) => {
    if (!written || !range || stages.has(written.toLowerCase())) return;
    const image = byName.get(familiarReference(substituted(written, globals)));
    if (image !== undefined)
      edits.push({ line: range.start.line, from: range.start.character, to: range.end.character, image });
  };
  const defaults = parsed.getInitialARGs().flatMap((arg) => arg.getProperty() ?? []);
  for (const property of defaults) {
    const value = property.getValue();
    if (!globals.has(property.getName()) && value !== null)
      globals.set(property.getName(), substituted(value, globals));
  }
  for (const from of parsed.getFROMs()) {
    stand(from.getImage(), from.getImageRange());
    const stage = from.getBuildStage();
    if (stage !== null) stages.add(stage.toLowerCase());
  }
  for (const copy of parsed.getCOPYs()) {
    const flag = copy.getFromFlag();
    stand(flag?.getValue(), flag?.getValueRange());
  }
  return edited(text, edits);
}

function substituted(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g,
    (_, plain: string | undefined, braced: string | undefined, fallback: string | undefined) =>
      values.get(plain ?? braced ?? '') ?? fallback ?? '',
  );
}

function edited(text: string, edits: readonly Edit[]): string {
  const lines = text.split('\n');
  for (const { line, from, to, image } of edits.toSorted((a, b) => b.from - a.from)) {
    const old = lines[line] ?? '';
    lines[line] = old.slice(0, from) + image + old.slice(to);
  }
  return lines.join('\n');
}
