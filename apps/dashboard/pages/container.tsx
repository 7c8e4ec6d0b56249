import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { moment, useAt } from '../api/at.js';
import { dataOf, rest } from '../api/client.js';
import { send } from '../api/send.js';
import { CommandButton } from '../parts/command-button.js';
import { Answer } from '../parts/outcome.js';
import { Page, Section } from '../parts/page.js';
import { State } from '../parts/states.js';
import { Id, Text } from '../parts/text.js';
import { useWords } from '../words/words.js';
import { Configuration } from './container/configuration.js';
import { Life } from './container/life.js';
import { LoadView } from './container/load-view.js';
import { LogsView } from './container/logs-view.js';
import { TerminalView } from './container/terminal-view.js';
import { useView, Views } from './container/views.js';

/** One container's life, also after its end: why and by whom, how it was set up at any moment; what it writes and takes; a terminal into it. */
export function ContainerPage() {
  const { container: words } = useWords();
  const { id = '' } = useParams({ strict: false });
  const at = useAt();
  const view = useView();
  const life = useInfiniteQuery({
    queryKey: ['life', { id, at }],
    queryFn: ({ pageParam }) =>
      dataOf(
        rest.GET('/v1/containers/{id}/history', {
          params: { path: { id }, query: { ...moment(at), limit: 500, cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const whole = useQuery({
    queryKey: ['containers', { id, at, whole: true }],
    queryFn: () => dataOf(rest.GET('/v1/containers/{id}', { params: { path: { id }, query: moment(at) } })),
    // Of one that is removed its life tells.
    placeholderData: undefined,
  });
  return (
    <Answer to={{ ...life, data: life.data?.pages }}>
      {(pages) => {
        const [first] = pages;
        if (!first) return null;
        const { name, imageName, host, state } = first.container;
        const entries = pages.flatMap(({ items }) => items);
        const current = whole.data?.state ?? state;
        const container = { id: first.container.id, name, host, isRunning: current === 'running' };
        return (
          <Page
            title={name}
            heading={<Text>{name}</Text>}
            lead={
              <>
                <State of={current} />
                <Id>{first.container.id}</Id>
                <span>
                  <Text>{imageName}</Text> · <Text>{host}</Text>
                </span>
              </>
            }
            actions={
              at === undefined &&
              current !== 'removed' && <Actions id={first.container.id} name={name} state={current} host={host} />
            }
          >
            <Views />
            {view === 'life' && (
              <div className="columns">
                <Section
                  title={words.life}
                  aside={
                    life.hasNextPage && (
                      <button type="button" className="plain" onClick={() => void life.fetchNextPage()}>
                        {words.more}
                      </button>
                    )
                  }
                >
                  <Life entries={entries} />
                </Section>
                <Section title={words.configuration}>
                  <Configuration id={first.container.id} entries={entries} />
                </Section>
              </div>
            )}
            {view === 'logs' && <LogsView {...container} isThere={current !== 'removed'} entries={entries} />}
            {view === 'load' && <LoadView {...container} />}
            {view === 'terminal' && <TerminalView key={container.id} {...container} />}
          </Page>
        );
      }}
    </Answer>
  );
}

interface ActionsProps {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly host: string;
}

function Actions({ id, name, state, host }: ActionsProps) {
  const { container: words } = useWords();
  const navigate = useNavigate();
  const act = (verb: string) => () => send('POST', `/v1/containers/${id}/${verb}`, { host });
  const isRunning = state === 'running';
  return (
    <>
      {isRunning && <CommandButton label={words.stop} command={act('stop')} />}
      {isRunning && <CommandButton label={words.kill} className="danger" command={act('kill')} />}
      {!isRunning && <CommandButton label={words.start} command={act('start')} />}
      <CommandButton label={words.restart} command={act('restart')} />
      <CommandButton
        label={words.remove}
        className="danger"
        warning={words.removeWarning(name)}
        command={() => send('DELETE', `/v1/containers/${id}?force=true&host=${encodeURIComponent(host)}`)}
        onDone={(job) => void navigate({ to: '/jobs/$id', params: { id: job.id } })}
      />
    </>
  );
}
