import { eventCatalog } from '#domain';
import { type Appended, DomainError, type StreamAppend } from '#event-sourcing';
import { EngineOnFakes, FakeEventStore, FakeHost, FakeOutage, withDrivers } from '#testing/fakes';
import { afterEach, describe, expect, it, vi } from 'vitest';

const sleeping = { image: 'busybox', name: 'box', cmd: ['sh', '-c', 'echo one; sleep 3600'], init: true };

afterEach(() => {
  vi.useRealTimers();
});

async function runningJob(fake = new FakeHost()) {
  const outage = new FakeOutage(fake);
  const on = new EngineOnFakes({ hosts: new Map([['local', outage.host]]) });
  const { id } = await on.submit('run', sleeping);
  const running = on.run(id);
  await vi.waitFor(async () => expect((await fake.exec.inspectContainer('box'))?.running).toBe(true), {
    timeout: 5_000,
    interval: 5,
  });
  return { on, id, running, outage, fake };
}

describe('a host that goes away while a job runs', () => {
  it('is waited for, and the job goes on where its container is', async () => {
    const { on, id, running, outage, fake } = await runningJob();

    outage.goAway();
    outage.comeBack();
    await vi.waitFor(async () => expect(await on.output(id)).toBe('one\n'), { timeout: 5_000, interval: 5 });
    await on.signal(id, 'TERM');

    expect((await running).exit).toMatchObject({ status: 143, signal: 'TERM' });
    expect(await on.output(id)).toBe('one\n');
    expect(await fake.exec.listContainers()).toHaveLength(1);
  });

  it('is asked first whether it had done what was asked of it when it went', async () => {
    const fake = new FakeHost();
    let goesAway = true;
    const host = withDrivers(fake, {
      exec: {
        async createContainer(spec, env) {
          const created = await fake.exec.createContainer(spec, env);
          if (!goesAway) return created;
          goesAway = false;
          throw new DomainError('unavailable', 'host-unreachable', 'The connection broke.');
        },
      },
    });
    const on = new EngineOnFakes({ hosts: new Map([['local', host]]) });

    const { exit } = await on.carryOut('create', { image: 'busybox', name: 'box' });

    expect(exit).toMatchObject({ status: 0, result: { container: (await fake.exec.inspectContainer('box'))?.id } });
    expect(await fake.exec.listContainers()).toHaveLength(1);
  });

  it('and does not come back in a minute fails the job, which says so', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const { running, outage, fake } = await runningJob();

    outage.goAway();
    await vi.advanceTimersByTimeAsync(63_000);

    expect((await running).exit).toMatchObject({ status: 125, error: { code: 'host-unreachable' } });
    await fake.exec.killContainer('box', 'KILL');
  });

  it('is waited for no longer than until the job is told to end', async () => {
    const { on, id, running, outage, fake } = await runningJob();

    outage.goAway();
    await on.signal(id, 'KILL');

    // Its container may run on: nobody could tell the host.
    expect((await running).exit).toMatchObject({ status: 137, signal: 'KILL', error: { code: 'host-unreachable' } });
    await fake.exec.killContainer('box', 'KILL');
  });
});

describe('a worker that stops while its host is away', () => {
  it('hands the job back all the same', async () => {
    const { on, id, running, outage, fake } = await runningJob();

    outage.goAway();
    await on.engine.drain(0);
    await running;

    expect(await on.job(id)).toMatchObject({ state: 'queued', lostStarts: 0 });
    await fake.exec.killContainer('box', 'KILL');
  });
});

describe('a log that goes away while a job runs', () => {
  it('is waited for: what has happened is recorded once', async () => {
    class AwayStore extends FakeEventStore {
      away = 0;
      override append(appends: readonly StreamAppend[]): Promise<Appended> {
        if (this.away-- <= 0) return super.append(appends);
        return Promise.reject(new DomainError('unavailable', 'log-unavailable', 'The log cannot be reached.'));
      }
    }
    const store = new AwayStore(eventCatalog);
    const fake = new FakeHost();
    const host = withDrivers(fake, {
      exec: {
        async startContainer(id) {
          await fake.exec.startContainer(id);
          store.away = 2;
        },
      },
    });
    const on = new EngineOnFakes({ store, hosts: new Map([['local', host]]) });

    const { exit } = await on.carryOut('run', { image: 'busybox', cmd: ['sh', '-c', 'exit 7'] });

    expect(exit).toMatchObject({ status: 7 });
    expect((await on.recorded()).filter((type) => type === 'JobExited')).toHaveLength(1);
  });
});
