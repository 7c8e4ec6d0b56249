/** How the graph may be written. */
export const graphFormats = ['dot', 'json', 'mermaid'] as const;

export type GraphFormat = (typeof graphFormats)[number];

/** The media type of each format. */
export const mediaTypes: Readonly<Record<GraphFormat, string>> = {
  dot: 'text/vnd.graphviz',
  json: 'application/json',
  mermaid: 'text/vnd.mermaid',
};

/** The format that an Accept header likes best of those that there are; JSON when it names none of them. */
export function acceptedFormat(accept = ''): GraphFormat {
  const wishes = accept.split(',').map((wish) => {
    const [type = '', ...parameters] = wish.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length);
    return { type, quality: Number(quality ?? 1) };
  });
  const liked = wishes
    .toSorted((one, other) => other.quality - one.quality)
    .flatMap(({ type, quality }) => (quality > 0 ? graphFormats.filter((format) => mediaTypes[format] === type) : []));
  return liked[0] ?? 'json';
}
