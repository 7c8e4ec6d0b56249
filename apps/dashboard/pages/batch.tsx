import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useCallback } from 'react';
import type { WholeBatch } from '../api/answers.js';
import { useAt } from '../api/at.js';
import { outcomeOf } from '../api/batches.js';
import { useFilters } from '../parts/filters.js';
import { Answer, Waiting } from '../parts/outcome.js';
import { Page, Section } from '../parts/page.js';
import { State } from '../parts/states.js';
import { Text } from '../parts/text.js';
import { Lasted, When } from '../parts/when.js';
import '../styles/builds.css';
import { useBuildWords } from '../words/build-words.js';
import { BatchActions } from './batch/batch-actions.js';
import { BatchProgress } from './batch/batch-progress.js';
import { BuildList } from './batch/build-list.js';
import { useBatch } from './batch/use-batch.js';

/** What draws it is large, and loaded when there is something to draw. */
const Drawing = lazy(() => import('./batch/drawing.js'));

/** One batch, live: the graph of its builds, and for each how far it is or why it waits. */
export function BatchPage() {
  const { id = '' } = useParams({ strict: false });
  const batch = useBatch(id);
  return <Answer to={batch}>{(found) => <BatchDetails key={found.id} batch={found} />}</Answer>;
}

function BatchDetails({ batch }: { readonly batch: WholeBatch }) {
  const { batch: words } = useBuildWords();
  const at = useAt();
  const navigate = useNavigate();
  const { build: chosen } = useFilters(['build']);
  const choose = useCallback(
    (build: string | undefined) =>
      void navigate({ to: '.', search: (before) => ({ ...before, build }), replace: true, resetScroll: false }),
    [navigate],
  );
  return (
    <Page
      title={`${words.batch} ${batch.name}`.slice(0, 120)}
      heading={
        <>
          {words.batch} <Text>{batch.name}</Text>
        </>
      }
      lead={
        <>
          <State of={outcomeOf(batch)} />
          <span>
            <Text>{batch.actor}</Text> · <When time={batch.submittedAt} />
          </span>
          <Lasted from={batch.submittedAt} to={batch.endedAt} />
        </>
      }
      actions={<BatchActions batch={batch} />}
    >
      {at !== undefined && <p className="notice">{words.asOf}</p>}
      <Notices batch={batch} />
      <Section title={words.progress}>
        <BatchProgress batch={batch} />
      </Section>
      <div className="columns">
        <Section title={words.graph}>
          <Suspense fallback={<Waiting />}>
            <Drawing batch={batch} chosen={chosen} onChosen={choose} />
          </Suspense>
        </Section>
        <Section title={words.builds}>
          <BuildList batch={batch} chosen={chosen} onChosen={choose} />
        </Section>
      </div>
    </Page>
  );
}

function Notices({ batch }: { readonly batch: WholeBatch }) {
  const { batch: words, batches } = useBuildWords();
  const isOpen = batch.endedAt === null;
  const told = [
    ...(batch.awaitsApproval && isOpen ? [words.awaitsApproval] : []),
    ...(batch.isPaused && isOpen ? [words.isPaused] : []),
    ...(batch.supersededBy === null ? [] : [batches.superseded]),
  ];
  return (
    <>
      {batch.error && (
        <div className="failure">
          <p>
            <strong>{batch.error.code}</strong> <Text>{batch.error.message}</Text>
          </p>
        </div>
      )}
      {told.map((notice) => (
        <p key={notice} className="notice" role="status">
          {notice}
        </p>
      ))}
    </>
  );
}
