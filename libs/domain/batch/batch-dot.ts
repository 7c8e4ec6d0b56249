import { dotEscaped, dotQuoted } from '../graph/dot-text.js';
import { buildLabel, type DrawnBatch, type DrawnBuild, needsDrawn, stateColours } from './batch-drawing.js';

/** The graph of a batch in Graphviz' language, from what is built first to what needs it; the critical path is drawn thick. */
export function batchDotOf(batch: DrawnBatch): string {
  const critical = new Set(batch.criticalPath);
  return [
    'digraph batch {',
    '  rankdir=LR;',
    '  node [fontname="sans-serif", shape=box, style="rounded,filled"];',
    ...batch.builds.map((build) => buildLine(build, critical.has(build.name))),
    ...needsDrawn(batch).map(
      ({ from, to, isCritical }) => `  ${dotQuoted(from)} -> ${dotQuoted(to)}${isCritical ? ' [penwidth=3]' : ''};`,
    ),
    '}',
    '',
  ].join('\n');
}

function buildLine(build: DrawnBuild, isCritical: boolean): string {
  const [fill, line] = stateColours[build.state];
  const label = buildLabel(build).map(dotEscaped).join('\\n');
  const width = isCritical ? ', penwidth=3' : '';
  return `  ${dotQuoted(build.name)} [label="${label}", fillcolor="${fill}", color="${line}"${width}];`;
}
