import { useNavigate } from '@tanstack/react-router';
import { useFilters } from '../parts/filters.js';
import { Page } from '../parts/page.js';
import { useWords } from '../words/words.js';
import { NetworkForm } from './run/network-form.js';
import { RunForm } from './run/run-form.js';

/** Forms for a container and a network, each with the equal `docker` command. */
export function RunPage() {
  const { run: words } = useWords();
  const navigate = useNavigate();
  const { kind } = useFilters(['kind']);
  const choose = (chosen: string | undefined) => void navigate({ to: '/run', search: { kind: chosen } });
  return (
    <Page title={words.title} lead={words.lead}>
      <div className="choices" role="group" aria-label={words.what}>
        <button type="button" aria-pressed={kind !== 'network'} onClick={() => choose(undefined)}>
          {words.container}
        </button>
        <button type="button" aria-pressed={kind === 'network'} onClick={() => choose('network')}>
          {words.network}
        </button>
      </div>
      {kind === 'network' ? <NetworkForm /> : <RunForm />}
    </Page>
  );
}
