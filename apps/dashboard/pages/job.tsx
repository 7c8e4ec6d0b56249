import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAt } from '../api/at.js';
import { dataOf, type Job, rest } from '../api/client.js';
import { send } from '../api/send.js';
import { OutputView } from '../output/output-view.js';
import { CommandButton } from '../parts/command-button.js';
import { CommandLine } from '../parts/command-line.js';
import { Answer, Empty } from '../parts/outcome.js';
import { Page, Section } from '../parts/page.js';
import { State } from '../parts/states.js';
import { Text } from '../parts/text.js';
import { At, Lasted } from '../parts/when.js';
import { Values } from '../parts/values.js';
import { useWords } from '../words/words.js';
import { JobTimeline } from './job/job-timeline.js';
import { curlOf, repetitionOf } from './job/repeat.js';
import { useJob } from './job/use-job.js';
import { gistOf } from './jobs/gist.js';

/** One job: what was asked, what happened when, and what it wrote. */
export function JobPage() {
  const { id = '' } = useParams({ strict: false });
  const { job: words } = useWords();
  return (
    <Answer to={useJob(id)}>
      {({ job, was }) =>
        was ? (
          <JobDetails key={job.id} job={was} />
        ) : (
          <Page title={job.name}>
            <Empty>
              <p>{words.notYet(String(job.pid))}</p>
            </Empty>
          </Page>
        )
      }
    </Answer>
  );
}

function JobDetails({ job }: { readonly job: Job }) {
  const { job: words } = useWords();
  const at = useAt();
  const outcome = outcomeOf(job);
  const gist = gistOf(job.name, job.args);
  return (
    <Page
      title={`${job.name} ${gist}`.slice(0, 120)}
      heading={
        <>
          {job.name} <Text>{gist}</Text>
        </>
      }
      lead={
        <>
          <State of={outcome} />
          <span>
            PID <span className="number">{job.pid}</span>
          </span>
          {job.ppid > 0 && (
            <Link to="/jobs" search={{ parent: job.id }}>
              {words.parent(String(job.ppid))}
            </Link>
          )}
          <span>
            <Text>{job.actor}</Text> · <Text>{job.host}</Text>
          </span>
          {job.startedAt !== null && <Lasted from={job.startedAt} to={job.endedAt} />}
        </>
      }
      actions={
        <>
          <Record job={job} />
          {at === undefined && <JobActions job={job} />}
        </>
      }
    >
      {job.error && (
        <div className="failure">
          <p>
            <strong>{job.error.code}</strong> <Text>{job.error.message}</Text>
          </p>
        </div>
      )}
      {job.warnings.map((warning) => (
        <p key={warning} className="notice">
          <Text>{warning}</Text>
        </p>
      ))}
      <Section title={words.output}>
        <OutputView job={job} />
      </Section>
      <div className="columns">
        <Section title={words.timeline}>
          <JobTimeline job={job} />
        </Section>
        <Section title={words.arguments}>
          <Values
            of={{
              ...job.args,
              ...(Object.keys(job.env).length > 0 && { env: job.env }),
              ...(job.nice !== 0 && { nice: job.nice }),
            }}
            none={words.noArguments}
          />
          {job.result && (
            <>
              <h3>{words.result}</h3>
              <Values of={job.result} none="" />
            </>
          )}
          <dl className="facts">
            <div>
              <dt>{words.submitted}</dt>
              <dd>
                <At time={job.submittedAt} />
              </dd>
            </div>
            {job.endedAt !== null && (
              <div>
                <dt>{words.ended}</dt>
                <dd>
                  <At time={job.endedAt} />
                </dd>
              </div>
            )}
            {job.status !== null && (
              <div>
                <dt>{words.status}</dt>
                <dd className="number">
                  {job.status}
                  {job.signal && ` (${job.signal})`}
                </dd>
              </div>
            )}
          </dl>
        </Section>
      </div>
      <Section title={words.again}>
        <AsCommand job={job} />
      </Section>
    </Page>
  );
}

/** Of builds more is known than of other jobs. */
function Record({ job: { id, name, state } }: { readonly job: Job }) {
  const { job: words } = useWords();
  if (state === 'refused' || (name !== 'batch' && name !== 'build')) return null;
  return (
    <Link to={name === 'batch' ? '/batches/$id' : '/builds/$id'} params={{ id }} className="button">
      {name === 'batch' ? words.itsBuilds : words.itsSteps}
    </Link>
  );
}

/** A job's state in the words of the audit. */
function outcomeOf({ state, status, signal, timedOut }: Job): string {
  if (state !== 'exited') return state;
  if (timedOut) return 'timed-out';
  if (signal !== null) return 'killed';
  return status === 0 ? 'succeeded' : 'failed';
}

const signals = ['TERM', 'KILL', 'INT', 'HUP', 'USR1', 'USR2'] as const;

function JobActions({ job }: { readonly job: Job }) {
  const { job: words } = useWords();
  const navigate = useNavigate();
  const [signal, setSignal] = useState<(typeof signals)[number]>('TERM');
  const repetition = repetitionOf(job);
  if (job.state === 'queued' || job.state === 'running') {
    return (
      <>
        <select
          aria-label={words.signal}
          value={signal}
          onChange={({ target }) => setSignal(signals.find((name) => name === target.value) ?? 'TERM')}
        >
          {signals.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <CommandButton
          label={words.send}
          className="danger"
          command={() =>
            dataOf(rest.POST('/v1/jobs/{id}/signal', { params: { path: { id: job.id } }, body: { signal } }))
          }
        />
      </>
    );
  }
  if (!repetition) return null;
  return (
    <CommandButton
      label={words.runAgain}
      command={() => send(repetition.method, repetition.path, repetition.body)}
      onDone={({ id }) => void navigate({ to: '/jobs/$id', params: { id } })}
    />
  );
}

function AsCommand({ job }: { readonly job: Job }) {
  const { job: words } = useWords();
  const command = useQuery({
    queryKey: ['command', { id: job.id, at: job.pid }],
    queryFn: () =>
      dataOf(
        rest.GET('/v1/jobs/{id}/command', {
          params: { path: { id: job.id } },
          headers: { accept: 'application/json' },
        }),
      ),
  });
  const repetition = repetitionOf(job);
  return (
    <Answer to={command}>
      {({ line, unsaid, secrets }) => (
        <>
          {line === null ? (
            <p className="hint">{words.noCommand}</p>
          ) : (
            <CommandLine line={line} label={words.copyDocker} />
          )}
          {unsaid.length > 0 && <p className="hint">{words.unsaid(unsaid.join(', '))}</p>}
          {secrets.length > 0 && (
            <p className="hint">{words.secrets(secrets.map(({ variable }) => variable).join(', '))}</p>
          )}
          {repetition && <CommandLine line={curlOf(repetition)} label={words.copyCurl} />}
        </>
      )}
    </Answer>
  );
}
