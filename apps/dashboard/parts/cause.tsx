import { Link } from '@tanstack/react-router';
import type { Cause } from '../api/answers.js';
import { useWords } from '../words/words.js';
import { Text } from './text.js';

/** Why something happened: the job that did it, the host by itself, or nobody here. */
export function Because({ cause, actor }: { readonly cause: Cause; readonly actor: { readonly name: string } }) {
  const { causes } = useWords();
  if (cause.by === 'job')
    return (
      <span className="because">
        <Link to="/jobs/$id" params={{ id: cause.job }}>
          {cause.name}
        </Link>{' '}
        {causes.by} <Text>{actor.name}</Text>
      </span>
    );
  if (cause.by === 'host') return <span className="because">{causes.host(cause.why)}</span>;
  return (
    <span className="because drift" title={cause.known}>
      {causes.drift}
    </span>
  );
}
