import { describe, expect, it } from 'vitest';
import { batchDotOf } from './batch-dot.js';
import type { DrawnBatch } from './batch-drawing.js';
import { batchMermaidOf } from './batch-mermaid.js';

const batch: DrawnBatch = {
  builds: [
    { name: 'base', state: 'built', needs: [] },
    { name: 'lib', state: 'running', needs: ['base', 'base', 'elsewhere'], detail: '3 of 10 steps' },
    { name: 'app', state: 'waiting', needs: ['lib', 'base'] },
  ],
  criticalPath: ['base', 'lib', 'app'],
};

describe('a drawing of a batch', () => {
  it('is Mermaid', () => {
    expect(batchMermaidOf(batch)).toBe(`flowchart LR
  n0("base<br/>built"):::built
  n1("lib<br/>running, 3 of 10 steps"):::running
  n2("app<br/>waiting"):::waiting
  n0 ==> n1
  n1 ==> n2
  n0 --> n2
  classDef waiting fill:#f6f8fa,stroke:#8c959f,color:#1f2328
  classDef running fill:#ddf4ff,stroke:#0969da,color:#1f2328
  classDef built fill:#dafbe1,stroke:#1a7f37,color:#1f2328
  classDef critical stroke-width:4px
  class n0,n1,n2 critical
`);
  });

  it('is DOT', () => {
    expect(batchDotOf(batch)).toBe(`digraph batch {
  rankdir=LR;
  node [fontname="sans-serif", shape=box, style="rounded,filled"];
  "base" [label="base\\nbuilt", fillcolor="#dafbe1", color="#1a7f37", penwidth=3];
  "lib" [label="lib\\nrunning, 3 of 10 steps", fillcolor="#ddf4ff", color="#0969da", penwidth=3];
  "app" [label="app\\nwaiting", fillcolor="#f6f8fa", color="#8c959f", penwidth=3];
  "base" -> "lib" [penwidth=3];
  "lib" -> "app" [penwidth=3];
  "base" -> "app";
}
`);
  });

  it('keeps whatever a build tells within its label', () => {
    const odd: DrawnBatch = {
      builds: [{ name: 'a', state: 'failed', needs: [], detail: '"]; n9["b\\' }],
      criticalPath: [],
    };
    expect(batchMermaidOf(odd)).toContain('n0("a<br/>failed, #34;#93;#59; n9#91;#34;b#92;"):::failed\n');
    expect(batchDotOf(odd)).toContain('[label="a\\nfailed, \\"]; n9[\\"b\\\\", ');
  });
});
