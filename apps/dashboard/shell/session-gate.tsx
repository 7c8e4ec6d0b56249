import { useQuery, useQueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { onSignedOut, Problem } from '../api/client.js';
import { session as sessionOfBrowser } from '../api/session.js';
import { follow } from '../live/live.js';
import { Failure } from '../parts/outcome.js';
import { router } from '../router.js';
import { SignIn } from './sign-in.js';

/** Lets in who has a session. Who loses it signs in again over the page, which keeps its address and what was typed. */
export function SessionGate() {
  const client = useQueryClient();
  const [hasEnded, setHasEnded] = useState(false);
  const session = useQuery(sessionOfBrowser);
  const isKnown = session.data !== undefined;
  const isStranger = !isKnown && session.error instanceof Problem && session.error.status === 401;
  useEffect(() => onSignedOut(() => setHasEnded(true)), []);
  const position = session.data?.position;
  useEffect(() => {
    if (!isKnown || hasEnded || position === undefined) return undefined;
    return follow(client, position);
    // The position is where to begin, not what to follow anew.
  }, [client, isKnown, hasEnded]);
  const enter = () => {
    setHasEnded(false);
    void client.invalidateQueries();
  };
  if (isStranger) return <SignIn onEntered={enter} />;
  if (!isKnown) return session.error ? <Failure error={session.error} retry={() => void session.refetch()} /> : null;
  return (
    <>
      <div inert={hasEnded}>
        <RouterProvider router={router} />
      </div>
      {hasEnded && <SignIn isAgain onEntered={enter} />}
    </>
  );
}
