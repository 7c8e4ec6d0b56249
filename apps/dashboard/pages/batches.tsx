import { Link } from '@tanstack/react-router';
import { useAt } from '../api/at.js';
import { ChosenFilter, Filters, useFilters, WrittenFilter } from '../parts/filters.js';
import { Answer, Empty } from '../parts/outcome.js';
import { Page } from '../parts/page.js';
import { type Column, Rows } from '../parts/rows.js';
import { State } from '../parts/states.js';
import { Text } from '../parts/text.js';
import { When } from '../parts/when.js';
import '../styles/builds.css';
import type { BuildWords } from '../words/build-wording.js';
import { useBuildWords } from '../words/build-words.js';
import { useWords } from '../words/words.js';
import { type BatchRow, useBatchRows } from './batches/batch-rows.js';
import { CountsBar } from './batches/counts-bar.js';
import { FolderIntake } from './batches/folder-intake.js';

/** Batches, the newest first; and a folder that is dropped here becomes one. */
export function BatchesPage() {
  const { actions } = useWords();
  const { batches: words } = useBuildWords();
  const at = useAt();
  const filters = useFilters(['actor', 'state']);
  const list = useBatchRows(filters);
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        <Link to="/dockerfile" className="button">
          {words.write}
        </Link>
      }
    >
      {at === undefined && <FolderIntake />}
      <Filters label={actions.filter}>
        <WrittenFilter name="actor" label={words.actor} />
        <ChosenFilter name="state" label={words.state} values={words.states} />
      </Filters>
      <Answer to={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>
              <p>{Object.keys(filters).length > 0 ? words.noneSo : words.none}</p>
            </Empty>
          ) : (
            <Rows
              name="batches"
              label={words.title}
              rows={rows}
              keyOf={({ id }) => id}
              columns={columns(words)}
              onEnd={list.more}
            />
          )
        }
      </Answer>
    </Page>
  );
}

function columns(words: BuildWords['batches']): readonly Column<BatchRow>[] {
  return [
    { head: words.state, cell: ({ outcome }) => <State of={outcome} /> },
    {
      head: words.name,
      cell: ({ id, name }) => (
        <Link to="/batches/$id" params={{ id }} className="command">
          <strong>
            <Text>{name}</Text>
          </strong>
        </Link>
      ),
    },
    { head: words.actor, isWide: true, cell: ({ actor }) => <Text>{actor}</Text> },
    {
      head: words.progress,
      cell: ({ builds, counts }) => (counts ? <CountsBar counts={counts} all={builds} /> : <span>{builds}</span>),
    },
    { head: words.why, isWide: true, cell: (row) => <Text>{whyOf(row, words)}</Text> },
    { head: words.age, isWide: true, cell: ({ submittedAt }) => <When time={submittedAt} /> },
  ];
}

/** Why a batch as a whole does not go on; its page tells it of each build. */
function whyOf({ batch }: BatchRow, words: BuildWords['batches']): string {
  if (!batch) return '';
  const { awaitsApproval, isPaused, supersededBy, counts, state, error } = batch;
  if (supersededBy !== null) return words.superseded;
  if (state === 'exited') return error?.message ?? '';
  if (awaitsApproval) return words.awaitsApproval;
  if (isPaused) return words.isPaused;
  return counts.waiting > 0 ? words.waiting(String(counts.waiting)) : '';
}
