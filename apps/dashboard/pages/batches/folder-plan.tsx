import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { BatchPlan } from '../../api/batches.js';
import type { Job } from '../../api/client.js';
import { sendBatch } from '../../api/send-batch.js';
import { bytes } from '../../parts/bytes.js';
import { Answer, Failure } from '../../parts/outcome.js';
import { useSettled } from '../../parts/use-settled.js';
import { useBuildWords } from '../../words/build-words.js';
import { requestOf, draftFor, chosenBuilds } from './folder-draft.js';
import type { Folder } from './folder-files.js';
import { FolderOptions } from './folder-options.js';
import { neededFor, tellsOfBuilds } from './needed-files.js';
import { PlanLevels } from './plan-levels.js';
import { tarOf } from './tar.js';
import { Sending } from './sending.js';

interface Props {
  readonly folder: Folder & { readonly key: number };
  readonly onForgotten: () => void;
}

/** What would be built of a folder, in which order; and the button that does it. */
export function FolderPlan({ folder, onForgotten }: Props) {
  const { folder: words } = useBuildWords();
  const [draft, setDraft] = useState(() => draftFor(folder.name));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const asked = useSettled(draft);
  // Only what tells of builds is sent to plan them: no file goes twice.
  const plan = useQuery({
    queryKey: ['folder-plan', { key: folder.key, asked }],
    queryFn: ({ signal }) =>
      sendBatch<BatchPlan>('?plan=true', {
        batch: requestOf(asked),
        context: tarOf(folder.entries.filter(tellsOfBuilds)),
        signal,
      }),
    retry: false,
  });
  return (
    <div className="folder-plan">
      <FolderOptions draft={draft} onChange={setDraft} />
      <Answer to={plan}>
        {(found) => (
          <>
            <PlanLevels
              plan={found}
              left={left}
              onLeft={(name, isLeft) =>
                setLeft(isLeft ? left.union(new Set([name])) : left.difference(new Set([name])))
              }
            />
            <Departure
              folder={folder}
              builds={chosenBuilds(found.builds, left)}
              request={requestOf(draft, found.builds, left)}
              isReady={asked === draft && !plan.error}
            />
          </>
        )}
      </Answer>
      <button type="button" className="plain" onClick={onForgotten}>
        {words.forget}
      </button>
    </div>
  );
}

interface DepartureProps {
  readonly folder: Props['folder'];
  readonly builds: BatchPlan['builds'];
  readonly request: object;
  readonly isReady: boolean;
}

/** What goes along, and how far it has come. */
function Departure({ folder, builds, request, isReady }: DepartureProps) {
  const { folder: words } = useBuildWords();
  const navigate = useNavigate();
  const stopping = useRef<AbortController>(undefined);
  const [sent, setSent] = useState<readonly [number, number]>([0, 1]);
  const needed = useQuery({
    queryKey: [
      'folder-files',
      { key: folder.key, places: builds.map(({ context, dockerfile }) => [context, dockerfile]) },
    ],
    queryFn: () => neededFor(builds, folder.entries),
    retry: false,
    gcTime: 0,
  });
  const sending = useMutation({
    mutationFn: (context: Blob) => {
      stopping.current = new AbortController();
      setSent([0, context.size]);
      const onProgress = (bytesSent: number, all: number) => setSent([bytesSent, all]);
      return sendBatch<Job>('', { batch: request, context, signal: stopping.current.signal, onProgress });
    },
    onSuccess: ({ id }) => void navigate({ to: '/batches/$id', params: { id } }),
  });
  const isStopped = sending.error instanceof DOMException;
  return (
    <Answer to={needed}>
      {(entries) => (
        <>
          <p className="hint">
            {words.sent(
              String(entries.length),
              bytes(entries.reduce((sum, { file }) => sum + (file?.size ?? 0), 0)),
              String(folder.entries.length - entries.length),
            )}{' '}
            {words.whole}
          </p>
          {sending.error && !isStopped && <Failure error={sending.error} />}
          {sending.isPending ? (
            <Sending sent={sent[0]} all={sent[1]} onStop={() => stopping.current?.abort()} />
          ) : (
            <button
              type="button"
              className="main"
              disabled={!isReady || builds.length === 0}
              onClick={() => sending.mutate(tarOf(entries))}
            >
              {words.build(String(builds.length))}
            </button>
          )}
        </>
      )}
    </Answer>
  );
}
