import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WholeBatch } from '../../api/answers.js';
import { useAt } from '../../api/at.js';
import { dataOf, rest } from '../../api/client.js';
import { CommandButton } from '../../parts/command-button.js';
import { Failure } from '../../parts/outcome.js';
import { useBuildWords } from '../../words/build-words.js';

const asks = {
  approve: '/v1/batches/{id}/approve',
  pause: '/v1/batches/{id}/pause',
  resume: '/v1/batches/{id}/resume',
} as const;

/** What can be asked of a batch that goes on. */
export function BatchActions({ batch }: { readonly batch: WholeBatch }) {
  const { batch: words } = useBuildWords();
  const at = useAt();
  const client = useQueryClient();
  const path = { id: batch.id };
  const asking = useMutation({
    mutationFn: (ask: keyof typeof asks) => dataOf(rest.POST(asks[ask], { params: { path } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['batch', path] }),
  });
  if (batch.endedAt !== null || at !== undefined) return null;
  const button = (ask: keyof typeof asks, className = '') => (
    <button type="button" className={className} disabled={asking.isPending} onClick={() => asking.mutate(ask)}>
      {words[ask]}
    </button>
  );
  return (
    <>
      {batch.awaitsApproval && button('approve', 'main')}
      {batch.isPaused ? button('resume') : button('pause')}
      <CommandButton
        label={words.cancel}
        className="danger"
        warning={words.cancelWarning}
        command={() => dataOf(rest.POST('/v1/jobs/{id}/signal', { params: { path }, body: { signal: 'TERM' } }))}
      />
      {asking.error && <Failure error={asking.error} />}
    </>
  );
}
