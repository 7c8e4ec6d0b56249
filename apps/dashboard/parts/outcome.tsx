import { Problem } from '../api/client.js';
import { useWords } from '../words/words.js';

/** What went wrong, and what to do next. It stays until it is mended. */
export function Failure({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const { problems } = useWords();
  const isAway = error instanceof Problem && (error.status === 0 || error.status >= 500);
  return (
    <div className="failure" role="alert">
      <p>
        <strong>{isAway ? problems.away : problems.failed}</strong>{' '}
        {error instanceof Problem && error.status !== 0 ? error.message : isAway ? problems.awayNext : String(error)}
      </p>
      {retry && (
        <button type="button" onClick={retry}>
          {problems.retry}
        </button>
      )}
    </div>
  );
}

/** A place where nothing is yet, and what to do first. */
export function Empty({ children }: { readonly children: React.ReactNode }) {
  return <div className="empty">{children}</div>;
}

export function Waiting() {
  const { problems } = useWords();
  return (
    <div className="waiting" role="status">
      {problems.loading}
    </div>
  );
}

interface Asked<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
  /** Whether there is something newer, which is shown when somebody wants it. */
  readonly isBehind?: boolean;
  readonly renew?: () => void;
}

/** What was asked for, once it is there; on failure what was there before stays, with the failure above it. */
export function Answer<T>({
  to,
  children,
}: {
  readonly to: Asked<T>;
  readonly children: (data: T) => React.ReactNode;
}) {
  const { data, error, refetch, isBehind, renew } = to;
  const { problems } = useWords();
  return (
    <>
      {error !== null && error !== undefined && <Failure error={error} retry={() => void refetch()} />}
      {isBehind === true && renew && (
        <p className="notice" role="status">
          {problems.behind}{' '}
          <button type="button" onClick={renew}>
            {problems.renew}
          </button>
        </p>
      )}
      {data === undefined ? error ? null : <Waiting /> : children(data)}
    </>
  );
}
