import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Job } from '../api/client.js';
import { useWords } from '../words/words.js';
import { Failure } from './outcome.js';

interface Props {
  readonly label: string;
  readonly command: () => Promise<Job>;
  /** What it does that cannot be undone: asked before. */
  readonly warning?: string;
  readonly className?: string;
  readonly onDone?: (job: Job) => void;
}

/** Commands something, and leads to the job that it became; a refusal stays until the next try. */
export function CommandButton({ label, command, warning, className = '', onDone }: Props) {
  const { actions } = useWords();
  const sending = useMutation({ mutationFn: command, onSuccess: onDone });
  const start = () => {
    if (warning === undefined || window.confirm(warning)) sending.mutate();
  };
  return (
    <span className="commander">
      <button type="button" className={className} disabled={sending.isPending} onClick={start}>
        {label}
      </button>
      {sending.data && (
        <Link to="/jobs/$id" params={{ id: sending.data.id }} role="status">
          {actions.becameJob(String(sending.data.pid))}
        </Link>
      )}
      {sending.error && <Failure error={sending.error} />}
    </span>
  );
}
