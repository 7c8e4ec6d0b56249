import { describe, expect, it } from 'vitest';
import { dotOf } from './graph-dot.js';
import { mermaidOf } from './graph-mermaid.js';
import { type ImageGraph, imageGraph } from './image-graph.js';

const image = 'sha256:0123456789abcdef';

/** A container on an image of one layer, which this instruction made. */
function drawn(instruction?: string): ImageGraph {
  const layer = {
    diffId: 'd',
    chainId: 'sha256:c',
    size: 4_263_571,
    ...(instruction !== undefined && { instruction }),
  };
  return imageGraph({
    images: [{ host: 'local', image, size: 0, layers: [layer] }],
    tags: [{ host: 'local', name: 'busybox:latest', image }],
    containers: [{ host: 'local', id: 'id of web', name: 'web', image, state: 'running' }],
  });
}

describe('a drawing of the graph', () => {
  it('is DOT', () => {
    expect(dotOf(drawn('RUN true'))).toBe(`digraph images {
  node [fontname="sans-serif"];
  "id of web" [label="web\\nid of web running", shape=component];
  "busybox:latest" [label="busybox:latest", shape=cds];
  "sha256:0123456789abcdef" [label="busybox:latest\\n0123456789ab 0B", shape=box3d];
  "sha256:c" [label="RUN true\\nc 4.26MB", shape=box];
  "id of web" -> "sha256:0123456789abcdef" [label="runs"];
  "busybox:latest" -> "sha256:0123456789abcdef" [label="names on local"];
  "sha256:0123456789abcdef" -> "sha256:c" [label="has"];
}
`);
  });

  it('is Mermaid', () => {
    expect(mermaidOf(drawn('RUN true'))).toBe(`flowchart TB
  n0[["web<br/>id of web running"]]
  n1(["busybox:latest"])
  n2("busybox:latest<br/>0123456789ab 0B")
  n3["RUN true<br/>c 4.26MB"]
  n0 -->|"runs"| n2
  n1 -->|"names on local"| n2
  n2 -->|"has"| n3
`);
  });

  it.each([
    ['RUN echo "a\\n"', 'RUN echo \\"a\\\\n\\"', 'RUN echo #34;a#92;n#34;'],
    ['end\\', 'end\\\\', 'end#92;'],
    ['a"]; n9["b', 'a\\"]; n9[\\"b', 'a#34;#93;#59; n9#91;#34;b'],
    ['<b>&amp;</b> `x` #quot;', '<b>&amp;</b> `x` #quot;', '#60;b#62;#38;amp#59;#60;/b#62; #96;x#96; #35;quot#59;'],
    ['a %% b\n\tc\u0007d', 'a %% b c d', 'a #37;#37; b c d'],
    ['style a:b; classDef', 'style a:b; classDef', '#115;tyle a:b#59; #99;lassDef'],
    ['x'.repeat(70), `${'x'.repeat(59)}…`, `${'x'.repeat(59)}…`],
    ['😀'.repeat(70), `${'😀'.repeat(59)}…`, `${'#128512;'.repeat(59)}…`],
  ])('keeps %j within its label', (instruction, inDot, inMermaid) => {
    expect(dotOf(drawn(instruction))).toContain(`"sha256:c" [label="${inDot}\\nc 4.26MB", shape=box];`);
    expect(mermaidOf(drawn(instruction))).toContain(`n3["${inMermaid}<br/>c 4.26MB"]`);
  });

  it('writes what has no name and no known instruction so', () => {
    const { nodes, edges } = drawn();
    const nameless = { nodes: nodes.map((node) => (node.kind === 'image' ? { ...node, tags: [] } : node)), edges };
    expect(dotOf(nameless)).toContain('[label="<none>\\n0123456789ab 0B"');
    expect(dotOf(nameless)).toContain('[label="layer\\nc 4.26MB"');
    expect(mermaidOf(nameless)).toContain('n2("#60;none#62;<br/>0123456789ab 0B")');
  });
});
