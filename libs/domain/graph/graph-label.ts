import type { GraphNode } from './image-graph.js';

const longest = 60;

/** What a drawing writes on a node, line by line; plain text, which each format must escape. */
export function labelOf(node: GraphNode): readonly string[] {
  switch (node.kind) {
    case 'layer':
      return [labelLine(node.instruction ?? 'layer'), `${shortId(node.id)} ${bytes(node.size)}`];
    case 'image':
      return [
        labelLine(node.tags.length > 0 ? node.tags.join(', ') : '<none>'),
        `${shortId(node.id)} ${bytes(node.size)}`,
      ];
    case 'tag':
      return [labelLine(node.id)];
    case 'container':
      return [labelLine(node.name), `${node.id.slice(0, 12)} ${node.state}`];
  }
}

/** One line, without control characters, cut where it is long. */
export function labelLine(text: string): string {
  const characters = [...text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : characters.join('');
}

function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}

/** As `docker images` writes sizes. */
function bytes(size: number): string {
  const power = size < 1_000 ? 0 : Math.min(4, Math.floor(Math.log10(size) / 3));
  return `${Number((size / 1_000 ** power).toPrecision(3))}${['B', 'kB', 'MB', 'GB', 'TB'][power]}`;
}
