import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { AuditEntry, Host } from '../api/answers.js';
import { moment, useAt } from '../api/at.js';
import { dataOf, rest } from '../api/client.js';
import { Because } from '../parts/cause.js';
import { Answer, Empty } from '../parts/outcome.js';
import { Page, Section } from '../parts/page.js';
import { State } from '../parts/states.js';
import { Text } from '../parts/text.js';
import { When } from '../parts/when.js';
import { isJob } from './jobs/is-job.js';
import { useWords } from '../words/words.js';
import { DayChart } from './audit/day-chart.js';
import { HostCard } from './now/host-card.js';
import { JobLines } from './now/job-lines.js';

/** What nobody waits for is loaded when the rest is there. */
const DiskCharts = lazy(() => import('./now/disk-charts.js'));

const failures = ['failed', 'refused', 'timed-out', 'indeterminate'] as const;

/** What goes on, what waits and why, and what went wrong last. */
export function NowPage() {
  const { now } = useWords();
  const at = useAt();
  const hosts = useQuery({
    queryKey: ['hosts'],
    queryFn: () => dataOf(rest.GET('/v1/hosts')),
    refetchInterval: 15_000,
  });
  const running = useOutcome('running');
  const queued = useOutcome('queued');
  const failed = useFailures();
  const drift = useQuery({
    queryKey: ['drift', { at }],
    queryFn: () => dataOf(rest.GET('/v1/drift', { params: { query: { ...moment(at), limit: 6 } } })),
  });
  const any = useQuery({
    queryKey: ['jobs', { any: true }],
    queryFn: () => dataOf(rest.GET('/v1/jobs', { params: { query: { limit: 1 } } })),
  });
  const isUnused = any.data?.items.length === 0;
  return (
    <Page title={now.title} lead={now.lead}>
      <Answer to={hosts}>
        {({ items }) => (
          <ul className="hosts">
            {items.map((host) => (
              <HostCard key={host.name} host={host} running={of(host, running.data)} queued={of(host, queued.data)} />
            ))}
          </ul>
        )}
      </Answer>
      {isUnused && (
        <Empty>
          <p>{now.first}</p>
          <Link to="/run" className="button main">
            {now.run}
          </Link>
        </Empty>
      )}
      <div className="columns">
        <div>
          <Section
            title={now.running}
            aside={
              <Link to="/jobs" search={{ outcome: 'running' }}>
                {now.all}
              </Link>
            }
          >
            <Answer to={running}>{(jobs) => <JobLines jobs={jobs} none={now.noneRunning} />}</Answer>
          </Section>
          <Section
            title={now.failures}
            aside={
              <Link to="/jobs" search={{ outcome: 'failed' }}>
                {now.all}
              </Link>
            }
          >
            <Answer to={failed}>{(jobs) => <JobLines jobs={jobs} none={now.noneFailed} />}</Answer>
          </Section>
        </div>
        <div>
          <Section
            title={now.queue}
            aside={
              <Link to="/jobs" search={{ outcome: 'queued' }}>
                {now.all}
              </Link>
            }
          >
            <Answer to={queued}>
              {(jobs) => (
                <JobLines
                  jobs={jobs.toReversed()}
                  none={now.noneQueued}
                  why={(job, before) => whyItWaits(job, before, hosts.data?.items, now)}
                />
              )}
            </Answer>
          </Section>
          <Section title={now.drift}>
            <Answer to={drift}>
              {({ items }) =>
                items.length === 0 ? (
                  <p className="hint">{now.noDrift}</p>
                ) : (
                  <ul className="lines">
                    {items.map((fact) => (
                      <li key={fact.position}>
                        <State of="drift" tone="warn" />
                        <span className="line-main">
                          {fact.type} <Text>{fact.name ?? fact.id.slice(0, 12)}</Text>{' '}
                          <span className="hint">
                            <Because cause={fact.cause} actor={fact.actor} />
                          </span>
                        </span>
                        <When time={fact.time} />
                      </li>
                    ))}
                  </ul>
                )
              }
            </Answer>
          </Section>
        </div>
      </div>
      {hosts.data && (
        <Suspense fallback={null}>
          <DiskCharts hosts={hosts.data.items.map(({ name }) => name)} />
        </Suspense>
      )}
      <Section title={now.perDay}>
        <DayChart filters={{}} />
      </Section>
    </Page>
  );
}

function useOutcome(outcome: 'running' | 'queued') {
  const at = useAt();
  const query = useQuery({
    queryKey: ['audit', { at, outcome }],
    queryFn: () => dataOf(rest.GET('/v1/audit', { params: { query: { ...moment(at), outcome, limit: 100 } } })),
  });
  return { ...query, data: query.data?.items.filter(isJob) };
}

function useFailures() {
  const at = useAt();
  return useQueries({
    queries: failures.map((outcome) => ({
      queryKey: ['audit', { at, outcome, limit: 6 }],
      queryFn: () => dataOf(rest.GET('/v1/audit', { params: { query: { ...moment(at), outcome, limit: 6 } } })),
    })),
    combine: (answers) => ({
      data: answers.every(({ data }) => data !== undefined)
        ? answers
            .flatMap(({ data }) => data?.items ?? [])
            .filter(isJob)
            .toSorted((a, b) => b.position - a.position)
            .slice(0, 6)
        : undefined,
      error: answers.find(({ error }) => error)?.error,
      refetch: () => Promise.all(answers.map(({ refetch }) => refetch())),
    }),
  });
}

const of = (host: Host, jobs: readonly AuditEntry[] | undefined) =>
  jobs?.filter((job) => job.host === host.name).length ?? 0;

function whyItWaits(
  job: AuditEntry,
  before: number,
  hosts: readonly Host[] | undefined,
  words: ReturnType<typeof useWords>['now'],
): string {
  if (hosts?.find(({ name }) => name === job.host)?.state === 'unreachable') return words.waitsForHost(job.host ?? '');
  return before === 0 ? words.waitsForWorker(job.host ?? '') : words.waitsBehind(String(before), job.host ?? '');
}
