import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { dataOf, rest } from '../../api/client.js';
import { Waiting } from '../../parts/outcome.js';
import { Section } from '../../parts/page.js';
import { Text } from '../../parts/text.js';
import { useLiveWords } from '../../words/live/use-live-words.js';
import { shellWords } from '../run/shell-words.js';
import type { TerminalState, TerminalWish } from './terminal-session.js';

/** The emulator is large, and loaded when somebody opens a terminal. */
const TerminalScreen = lazy(() => import('./terminal-screen.js'));

interface Props {
  readonly id: string;
  readonly host: string;
  readonly isRunning: boolean;
}

/** A terminal into it, which is a job: who, when, what it showed, and how it ended. */
export function TerminalView({ id, host, isRunning }: Props) {
  const { views, terminal: words } = useLiveWords();
  const session = useQuery({ queryKey: ['session'], queryFn: () => dataOf(rest.GET('/v1/session')) });
  const mayRun = session.data?.rights.some((right) => right === 'run' || right === 'admin') !== false;
  const [wish, setWish] = useState<TerminalWish>();
  const [state, setState] = useState<TerminalState>({ is: 'connecting' });
  const isOpen = wish !== undefined && (state.is === 'connecting' || state.is === 'running');
  const open = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const cmd = shellWords(String(data.get('command'))) ?? [];
    setState({ is: 'connecting' });
    setWish({ id, host, cmd: cmd.length === 0 ? ['sh'] : cmd, user: String(data.get('user')), turn: Date.now() });
  };
  if (!mayRun || (!isRunning && wish === undefined))
    return (
      <Section title={views.terminal}>
        <p className="hint">{mayRun ? words.notRunning : words.noRight}</p>
      </Section>
    );
  return (
    <Section title={views.terminal}>
      <p className="hint">{words.recorded}</p>
      <form className="asking" onSubmit={open}>
        <label htmlFor="terminal-command">{words.command}</label>
        <input id="terminal-command" name="command" defaultValue="sh" autoComplete="off" spellCheck={false} />
        <label htmlFor="terminal-user">{words.user}</label>
        <input id="terminal-user" name="user" autoComplete="off" spellCheck={false} />
        <button type="submit" className="main" disabled={isOpen || !isRunning}>
          {wish === undefined ? words.open : words.again}
        </button>
        {isOpen && (
          <button type="button" onClick={() => setWish(undefined)}>
            {words.close}
          </button>
        )}
      </form>
      {wish && (
        <>
          <p role="status" className="terminal-state">
            <Told state={state} /> <span className="hint">{isOpen && words.leave}</span>
          </p>
          <Suspense fallback={<Waiting />}>
            <TerminalScreen key={wish.turn} wish={wish} onState={setState} />
          </Suspense>
        </>
      )}
    </Section>
  );
}

function Told({ state }: { readonly state: TerminalState }) {
  const { terminal: words } = useLiveWords();
  const job = state.job && (
    <Link to="/jobs/$id" params={{ id: state.job.id }}>
      {words.job(String(state.job.pid))}
    </Link>
  );
  switch (state.is) {
    case 'connecting':
      return words.connecting;
    case 'running':
      return (
        <>
          {words.running} {job}
        </>
      );
    case 'ended':
      return (
        <>
          {words.ended(String(state.status ?? '–'))} {job} {state.problem !== undefined && <Text>{state.problem}</Text>}
        </>
      );
    case 'lost':
      return (
        <>
          {state.job ? words.lost : words.problem} {job} {state.problem !== undefined && <Text>{state.problem}</Text>}
        </>
      );
  }
}
