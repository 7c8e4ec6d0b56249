import { mermaidEscaped } from '../graph/mermaid-text.js';
import { buildLabel, type DrawnBatch, needsDrawn, stateColours } from './batch-drawing.js';

/** The graph of a batch as a flowchart of Mermaid, from what is built first to what needs it; the critical path is drawn thick. */
export function batchMermaidOf(batch: DrawnBatch): string {
  const ids = new Map(batch.builds.map(({ name }, index) => [name, `n${index}`]));
  const states = new Set(batch.builds.map(({ state }) => state));
  const critical = batch.criticalPath.flatMap((name) => ids.get(name) ?? []);
  return [
    'flowchart LR',
    ...batch.builds.map((build) => {
      const label = buildLabel(build).map(mermaidEscaped).join('<br/>');
      return `  ${ids.get(build.name)}("${label}"):::${build.state}`;
    }),
    ...needsDrawn(batch).map(
      ({ from, to, isCritical }) => `  ${ids.get(from)} ${isCritical ? '==>' : '-->'} ${ids.get(to)}`,
    ),
    ...Object.entries(stateColours)
      .filter(([state]) => [...states].some((one) => one === state))
      .map(([state, [fill, line]]) => `  classDef ${state} fill:${fill},stroke:${line},color:#1f2328`),
    ...(critical.length > 0 ? ['  classDef critical stroke-width:4px', `  class ${critical.join(',')} critical`] : []),
    '',
  ].join('\n');
}
