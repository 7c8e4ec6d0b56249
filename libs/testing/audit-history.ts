import { randomUUIDv7 } from 'node:crypto';
import { type JobEvent, jobStream, type TokenEvent, tokenStream } from '#domain';
import type { EventMetadata, EventStore } from '#event-sourcing';
import { containerOf, dockerId, factOfContainer } from './facts.js';

/** When the nth of it came. */
export const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 12, n)).toISOString();
/** The id of the container `web`. */
export const web = dockerId('web');
/** The id of alice's token. */
export const aliceToken = randomUUIDv7();
/** The job that ran the container, and the one that it submitted. */
export const [jobOfWeb, childOfWeb] = [randomUUIDv7(), randomUUIDv7()];

const alice: Partial<EventMetadata> = {
  actor: { kind: 'token', name: 'alice', token: aliceToken },
  sourceAddress: '10.0.0.7',
  userAgent: 'curl/8.5',
};
const bob: Partial<EventMetadata> = {
  actor: { kind: 'token', name: 'bob' },
  sourceAddress: '10.0.0.8',
  userAgent: 'okhttp',
};
const system: Partial<EventMetadata> = { actor: { kind: 'system', name: 'longshore' } };

function submitted(name: string, args: object, more: object = {}): JobEvent {
  const limits = { outputBytes: 1, graceSeconds: 1 };
  const data = { name, args: { ...args }, env: {}, host: 'local', nice: 0, limits, warnings: [], ...more };
  return { type: 'JobSubmitted', data };
}

const started = (epoch = 1): JobEvent => ({ type: 'JobStarted', data: { epoch, worker: 'w' } });
const exited = (status: number, more: object = {}): JobEvent => ({
  type: 'JobExited',
  data: { epoch: 1, status, ...more },
});

/** What alice asked for. */
export const runOfWeb = submitted(
  'run',
  {
    image: 'team/app:1.0',
    name: 'web',
    labels: { squad: 'blue' },
    cmd: ['serve', '--key', `secret:${'x'.repeat(22)}`],
  },
  { env: { DATABASE_URL: 'secret:abc' } },
);

/** A minute apart: by whom, where, and what. */
const history: readonly (readonly [Partial<EventMetadata>, string, JobEvent | TokenEvent])[] = [
  [system, tokenStream(aliceToken), { type: 'TokenCreated', data: { name: 'alice', rights: ['run'], hash: 'abc' } }],
  [alice, jobStream(jobOfWeb), runOfWeb],
  [system, jobStream(jobOfWeb), started()],
  [
    bob,
    jobStream(randomUUIDv7()),
    { type: 'JobRefused', data: { name: 'rmi', host: 'local', code: 'right-missing', reason: 'bob may not rmi' } },
  ],
  [system, jobStream(jobOfWeb), { type: 'JobReleased', data: { epoch: 1 } }],
  [system, jobStream(jobOfWeb), started(2)],
  [bob, jobStream(jobOfWeb), { type: 'JobSignalled', data: { signal: 'KILL' } }],
  [system, jobStream(jobOfWeb), exited(137, { signal: 'KILL', result: { container: web, name: 'web', warnings: [] } })],
  [
    bob,
    jobStream(childOfWeb),
    submitted('rm', { container: web }, { host: 'elsewhere', parent: { id: jobOfWeb, pid: 2 } }),
  ],
  [system, jobStream(childOfWeb), started()],
  [system, jobStream(childOfWeb), exited(125, { error: { code: 'host-conflict', message: 'It runs.' } })],
  [alice, tokenStream(aliceToken), { type: 'TokenRevoked', data: {} }],
];

/** The last position of it. Only there it is known whose name `web` is. */
export const endOfAuditHistory = history.length + 1;

/**
 * Records what an audit tells of: alice runs the container `web`, it goes from one worker to another, bob kills it and fails to remove
 * it, and something is refused. The nth event is at position n + 1. At last a fact tells which container is called `web`.
 */
export async function recordAuditHistory(store: EventStore, setTime: (time: string) => void): Promise<void> {
  for (const [n, [who, stream, event]] of history.entries()) {
    setTime(minute(n));
    const correlationId = stream === jobStream(childOfWeb) ? jobOfWeb : stream.replace(/^\w+-/, '');
    const metadata = { correlationId, ...who } as EventMetadata;
    await store.append([{ stream, events: [{ ...event, id: randomUUIDv7(), metadata }] }]);
  }
  await store.append([factOfContainer('ContainerCreated', containerOf({ name: 'web' }))]);
}
