import { useQuery } from '@tanstack/react-query';
import { dataOf, rest } from '../api/client.js';
import { Page, Section } from '../parts/page.js';
import { useHostWords } from '../words/hosts/use-host-words.js';
import { useWords } from '../words/words.js';
import { Doors } from './settings/doors.js';
import { Hosts } from './settings/hosts.js';
import { Registries } from './settings/registries.js';
import { Tokens } from './settings/tokens.js';

/** Who may come in, by which ways, and which hosts there are. */
export function SettingsPage() {
  const { settings: words } = useWords();
  const { registries } = useHostWords();
  const session = useQuery({ queryKey: ['session'], queryFn: () => dataOf(rest.GET('/v1/session')) });
  const isAdmin = session.data?.rights.includes('admin') === true;
  return (
    <Page title={words.title} lead={words.lead}>
      {!isAdmin && session.data && <p className="notice">{words.notAdmin(session.data.actor)}</p>}
      {isAdmin && (
        <Section title={words.tokens}>
          <Tokens />
        </Section>
      )}
      {isAdmin && (
        <Section title={words.doors}>
          <Doors />
        </Section>
      )}
      <Section title={words.hosts}>
        <Hosts isAdmin={isAdmin} />
      </Section>
      <Section title={registries.title}>
        <Registries />
      </Section>
    </Page>
  );
}
