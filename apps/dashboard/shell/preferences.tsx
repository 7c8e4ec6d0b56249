import { useActor } from '../api/session.js';
import { Opener } from '../parts/opener.js';
import { useWords } from '../words/words.js';

const load = async () => (await import('./preferences-menu.js')).PreferencesMenu;

/** Who is signed in, and what he may choose. */
export function Preferences() {
  const { shell } = useWords();
  return (
    <Opener load={load} pass={{}} className="plain account" opens="menu">
      {useActor() ?? shell.account}
    </Opener>
  );
}
