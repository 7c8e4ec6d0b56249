import { factTypes, type RecordedJobEvent } from '#domain';
import type { Projection } from '#event-sourcing';
import type { Prisma } from '#prisma';
import { auditEventTypes, keepAudit } from './audit.projection.js';
import { keepContents, type RecordedContent } from './history/contents.js';
import { FactFold } from './history/fold-facts.js';
import { loadHistories } from './history/load-histories.js';
import type { RecordedFact } from './history/told-after.js';
import { writeChanges } from './history/write-changes.js';
import { jobEventTypes, keepJobs } from './jobs.projection.js';

type Tables = Prisma.TransactionClient;

/** Keeps all read models: the jobs, who ran what, and what containers, images, networks and volumes were at each position. */
export const readModels: Projection<Tables> = {
  name: 'read-models-1',
  types: [...new Set([...jobEventTypes, ...auditEventTypes]), ...factTypes, 'ContentRecorded'],
  async project(events, tables) {
    const jobs = events.filter(({ type }) => jobEventTypes.includes(type));
    const audited = events.filter(({ type }) => auditEventTypes.includes(type));
    const contents = events.filter(({ type }) => type === 'ContentRecorded');
    const facts = events.filter(({ type }) => factTypes.includes(type));
    if (jobs.length > 0) await keepJobs(jobs as readonly RecordedJobEvent[], tables);
    if (audited.length > 0) await keepAudit(audited, tables);
    if (contents.length > 0) await keepContents(contents as readonly RecordedContent[], tables);
    if (facts.length > 0) await keepFacts(facts as readonly RecordedFact[], tables);
  },
};

async function keepFacts(facts: readonly RecordedFact[], tables: Tables): Promise<void> {
  const fold = new FactFold(await loadHistories(facts, tables));
  for (const fact of facts) fold.take(fact);
  await writeChanges(fold.changes(), tables);
}
