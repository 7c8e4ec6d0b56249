import { visible } from '../terminal/ansi.js';

/** Longer names are cut in the middle of what is shown; the whole stands in the title. */
const longest = 300;

/** What others wrote, such as names and labels: only ever text, in which nothing is hidden. */
export function Text({ children }: { readonly children: string }) {
  const shown = visible(children);
  if (shown.length <= longest) return <bdi>{shown}</bdi>;
  return (
    <bdi title={shown.slice(0, 10_000)}>
      {shown.slice(0, longest - 40)}…{shown.slice(-39)}
    </bdi>
  );
}

/** An id, as short as people write it. */
export function Id({ children }: { readonly children: string }) {
  return (
    <code className="id" title={children}>
      {shortId(children)}
    </code>
  );
}

export function shortId(id: string): string {
  const [, digest = id] = /^sha256:(.+)$/.exec(id) ?? [];
  return digest.slice(0, 12);
}
