import { DomainError, type Appended } from '#event-sourcing';
import { eventCatalog } from '#domain';
import { alice, EngineOnFakes, FakeEventStore, FakeSecretStore } from '#testing/fakes';
import { describe, expect, it } from 'vitest';
import { handlers } from './handlers/index.js';

const canary = 'hunter2-the-canary';
const secret = { env: { TOKEN: canary, PLAIN: 'seen' }, secretNames: ['TOKEN'] };

/** Everything that stands in the log. */
async function logOf(on: EngineOnFakes): Promise<string> {
  let text = '';
  for await (const events of on.parts.store.readAll({ after: 0 })) text += JSON.stringify(events);
  return text;
}

describe('a secret of a command', () => {
  it('reaches its container in plain, and the log and the output never', async () => {
    const on = new EngineOnFakes();
    // The status is what the environment says, and shows what the container got.
    const env = { TOKEN: canary, CODE: '0007' };

    const job = await on.carryOut(
      'run',
      { image: 'busybox', cmd: ['sh', '-c', 'echo <$TOKEN>; echo $TOKEN! >&2; exit $CODE'] },
      { env, secretNames: ['TOKEN', 'CODE'] },
    );

    expect(job.exit).toMatchObject({ status: 7, lastError: '***!' });
    expect(await on.output(job.id, 'stdout')).toBe('<***>\n');
    expect(await logOf(on)).not.toContain(canary);
    expect(job.env['TOKEN']).toBe(on.parts.secrets.fingerprint(canary));
  });

  it('is found wherever it stands in the arguments, and is put back for the handler', async () => {
    const on = new EngineOnFakes();

    const job = await on.carryOut(
      'run',
      { image: 'busybox', cmd: ['sh', '-c', `true ${canary}`], labels: { note: `key=${canary}` } },
      secret,
    );

    expect(await logOf(on)).not.toContain(canary);
    expect(job.args['labels']).toEqual({ note: `key=${on.parts.secrets.fingerprint(canary)}` });
    expect(job.env['PLAIN']).toBe('seen');
    const [container] = await on.host.exec.listContainers();
    expect(container?.labels['note']).toBe(`key=${canary}`);
  });

  it('may be a build argument, or the password for a registry', async () => {
    const on = new EngineOnFakes();

    const build = await on.submit('build', { args: { TOKEN: canary } }, { secretNames: ['TOKEN'] });
    const pull = await on.submit('pull', { image: 'open.test/app', credentials: { username: 'me', password: canary } });

    const mark = on.parts.secrets.fingerprint(canary);
    expect(build.args['args']).toEqual({ TOKEN: mark });
    expect(pull.args['credentials']).toEqual({ username: 'me', password: mark });
    expect(await logOf(on)).not.toContain(canary);
  });

  it('counts once where another secret holds it: a job that is recorded with the whole needs not find its parts', async () => {
    const on = new EngineOnFakes();
    const registryAuth = JSON.stringify({ username: 'me', password: canary });

    const job = await on.engine.submit({
      caller: alice,
      name: 'login',
      args: { call: 'SystemAuth', request: 'POST /auth', query: {}, registryAuth },
      call: { powers: [], secrets: [registryAuth, canary] },
    });

    expect(job).toMatchObject({ secrets: 1, args: { registryAuth: on.parts.secrets.fingerprint(registryAuth) } });
  });

  it('is masked in the result, and in the error of a handler', async () => {
    const on = new EngineOnFakes({
      handlers: {
        ...handlers,
        create: {
          run: async ({ env }) => ({ status: 0, result: { container: `c-${env['TOKEN']}`, name: 'n', warnings: [] } }),
        },
        run: { run: ({ env }) => Promise.reject(new Error(`no such thing: ${env['TOKEN']}`)) },
      },
    });

    const told = await on.carryOut('create', { image: 'busybox' }, secret);
    const failed = await on.carryOut('run', { image: 'busybox' }, secret);

    expect(told.exit?.result).toMatchObject({ container: 'c-***' });
    expect(failed.exit).toMatchObject({
      status: 125,
      error: { code: 'internal', message: 'no such thing: ***' },
      lastError: 'longshore: no such thing: ***',
    });
    expect(await logOf(on)).not.toContain(canary);
    expect(await on.output(failed.id)).not.toContain(canary);
  });

  it('is masked where its command is refused, even before it was checked', async () => {
    const on = new EngineOnFakes();

    const unknownImage = on.submit('create', { image: canary }, secret);
    const unknownField = on.submit('pull', {
      image: 'x',
      credentials: { username: 'me', password: canary },
      [canary]: 1,
    });

    await expect(unknownImage).rejects.toThrow('There is no image "***"');
    await expect(unknownField).rejects.toMatchObject({
      code: 'args-invalid',
      message: expect.not.stringContaining(canary),
    });
    expect(await logOf(on)).not.toContain(canary);
    expect(await on.parts.secrets.held()).toEqual([]);
  });

  it('is kept while its job lives, and dropped at its end, however that comes', async () => {
    const on = new EngineOnFakes();
    const [run, killed] = [
      await on.submit('create', { image: 'busybox' }, secret),
      await on.submit('create', { image: 'busybox' }, secret),
    ];
    expect(await on.parts.secrets.held()).toEqual([run.id, killed.id]);

    await on.run(run.id);
    await on.signal(killed.id, 'TERM');

    expect(await on.parts.secrets.held()).toEqual([]);
  });

  it('that is gone, or does not open, fails the job before it acts', async () => {
    class UnreadableStore extends FakeSecretStore {
      override get(): Promise<readonly string[]> {
        return Promise.reject(new DomainError('conflict', 'secret-unreadable', 'The key is another one.'));
      }
    }
    const [lost, unreadable] = [new EngineOnFakes(), new EngineOnFakes({ secrets: new UnreadableStore() })];
    const { id } = await lost.submit('create', { image: 'busybox' }, secret);
    await lost.parts.secrets.drop(id);

    expect((await lost.run(id)).exit).toMatchObject({ status: 125, error: { code: 'secrets-lost' } });
    expect((await unreadable.carryOut('create', { image: 'busybox' }, secret)).exit).toMatchObject({
      status: 125,
      error: { code: 'secret-unreadable' },
    });
    expect(await lost.host.exec.listContainers()).toEqual([]);
    expect(await unreadable.host.exec.listContainers()).toEqual([]);
  });
});

describe('secrets that nobody needs any more', () => {
  it('are dropped: of jobs that ended at once, of those never recorded at the second look', async () => {
    const on = new EngineOnFakes();
    const { secrets } = on.parts;
    const live = await on.submit('create', { image: 'busybox' }, secret);
    const ended = await on.carryOut('create', { image: 'busybox' });
    await secrets.put(ended.id, ['left behind']);
    await secrets.put('never recorded', ['left behind']);

    await on.engine.dropStaleSecrets();
    expect(await secrets.held()).toEqual([live.id, 'never recorded']);

    await on.engine.dropStaleSecrets();
    expect(await secrets.held()).toEqual([live.id]);
  });

  it('are dropped when the log refuses their job, and kept while nobody knows whether it took it', async () => {
    class RefusingStore extends FakeEventStore {
      answer = new DomainError('invalid', 'event-invalid', 'It cannot be recorded.');
      override append(): Promise<Appended> {
        return Promise.reject(this.answer);
      }
    }
    const store = new RefusingStore(eventCatalog);
    const on = new EngineOnFakes({ store });

    await expect(on.submit('create', { image: 'busybox' }, secret)).rejects.toMatchObject({ code: 'event-invalid' });
    expect(await on.parts.secrets.held()).toEqual([]);

    store.answer = new DomainError('unavailable', 'log-unavailable', 'The log cannot be reached.');
    await expect(
      on.engine.submit({ caller: alice, name: 'create', args: { image: 'busybox' }, ...secret }),
    ).rejects.toBe(store.answer);
    expect(await on.parts.secrets.held()).toHaveLength(1);
  });
});
