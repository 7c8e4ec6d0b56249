import { DomainError } from '#event-sourcing';
import { alice, EngineOnFakes, FakeOutage, FakeHost } from '#testing/fakes';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller, Submission } from './submission.js';

const bob: Caller = {
  actor: { kind: 'token', name: 'bob', token: 't-bob' },
  rights: ['build'],
  sourceAddress: '192.0.2.1',
  userAgent: 'curl/8',
  traceparent: '00-a-b-01',
};
const may = (...rights: Caller['rights']): Pick<Submission, 'caller'> => ({ caller: { ...alice, rights } });

describe('a command that is accepted', () => {
  it('is recorded with its checked arguments, its limits and its host', async () => {
    const on = new EngineOnFakes();

    const job = await on.submit(
      'create',
      { image: 'busybox', name: 'box' },
      { env: { A: '1' }, nice: 5, limits: { seconds: 60 } },
    );

    expect(job).toMatchObject({ state: 'queued', name: 'create', actor: alice.actor, host: 'local', nice: 5 });
    expect(await on.events(job.id)).toMatchObject([
      {
        type: 'JobSubmitted',
        data: {
          args: { image: 'busybox', name: 'box', network: 'bridge', ports: [] },
          env: { A: '1' },
          limits: { seconds: 60, outputBytes: 16_777_216, graceSeconds: 10 },
          warnings: [],
        },
      },
    ]);
  });

  it('tells from where it came', async () => {
    const on = new EngineOnFakes();

    const { id } = await on.submit('build', {}, { caller: bob });

    const [event] = await on.parts.store.readStream(`job-${id}`);
    expect(event?.metadata).toEqual({
      actor: bob.actor,
      correlationId: id,
      sourceAddress: '192.0.2.1',
      userAgent: 'curl/8',
      traceparent: '00-a-b-01',
    });
  });

  it('does nothing on the host yet', async () => {
    const on = new EngineOnFakes();
    await on.submit('run', { image: 'busybox' });
    expect(await on.host.exec.listContainers()).toEqual([]);
  });

  it('gets a name for its container that tells its image and is its own', async () => {
    const on = new EngineOnFakes();
    const one = await on.submit('create', { image: 'busybox:latest' });
    const other = await on.submit('create', { image: 'busybox:latest' });

    expect(one.args['name']).toMatch(/^busybox-[0-9a-f]{12}$/);
    expect(other.args['name']).not.toBe(one.args['name']);
  });

  it('warns of published ports in host mode', async () => {
    const on = new EngineOnFakes();
    const { warnings } = await on.submit(
      'create',
      { image: 'busybox', network: 'host', ports: ['80:80'] },
      { warnings: ['An own one.'] },
    );
    expect(warnings).toEqual(['An own one.', 'Published ports are discarded when using host network mode.']);
  });

  it('waits, with a warning, for a host that is away', async () => {
    const outage = new FakeOutage(new FakeHost());
    const on = new EngineOnFakes({ hosts: new Map([['local', outage.host]]) });
    outage.goAway();

    const job = await on.submit('create', { image: 'nowhere', name: 'box' });

    expect(job).toMatchObject({ state: 'queued', warnings: ['Host local does not answer now; the job waits for it.'] });
  });

  it('goes to the only host when it names none, and to "local" among several', async () => {
    const [one, two, local] = [new FakeHost({ name: 'one' }), new FakeHost({ name: 'two' }), new FakeHost()];

    const only = new EngineOnFakes({ hosts: new Map([['one', one]]) });
    const several = new EngineOnFakes({
      hosts: new Map([
        ['two', two],
        ['local', local],
      ]),
    });

    expect(await only.submit('build', {})).toMatchObject({ host: 'one' });
    expect(await several.submit('build', {})).toMatchObject({ host: 'local' });
    expect(await several.submit('build', {}, { host: 'two' })).toMatchObject({ host: 'two' });
  });
});

describe('a command is refused, and that is recorded once,', () => {
  let on: EngineOnFakes;
  beforeEach(async () => {
    on = new EngineOnFakes();
    await on.host.network.createNetwork({ name: 'taken', driver: 'bridge', internal: false, labels: {}, options: {} });
    await on.host.graph.createVolume({ name: 'taken', labels: {}, options: {} });
  });

  const image = 'busybox';
  it.each<[string, string, string, unknown, Partial<Submission>?]>([
    ['a job name that does not exist', 'job-name-unknown', 'fly', {}],
    ['a job name that every object has', 'job-name-unknown', 'constructor', {}],
    ['arguments of another type', 'args-invalid', 'create', { image: 7 }],
    ['no arguments at all', 'args-invalid', 'create', undefined],
    ['a field that is not known', 'args-invalid', 'create', { image, colour: 'red' }],
    ['a NUL character', 'args-invalid', 'create', { image: 'busy\0box' }],
    ['half of a surrogate pair', 'args-invalid', 'create', { image, labels: { '\ud800': 'x' } }],
    ['a label of Longshore’s own', 'args-invalid', 'create', { image, labels: { 'io.longshore.job': 'x' } }],
    ['a name of an environment variable with "="', 'args-invalid', 'create', { image }, { env: { 'A=B': 'c' } }],
    ['a niceness beyond 19', 'args-invalid', 'create', { image }, { nice: 20 }],
    ['a time limit of nothing', 'args-invalid', 'create', { image }, { limits: { seconds: 0 } }],
    ['a right that is missing', 'right-missing', 'create', { image }, may('build', 'network')],
    ['no rights at all', 'right-missing', 'build', {}, may()],
    [
      'the network of the host without the right to it',
      'right-missing',
      'create',
      { image, network: 'host' },
      may('admin'),
    ],
    [
      'a bind mount without the right to the host',
      'right-missing',
      'run',
      { image, volumes: ['/etc:/etc'] },
      may('run'),
    ],
    [
      'options of a volume driver without the right to the host',
      'right-missing',
      'volume.create',
      { options: { device: '/' } },
      may('run'),
    ],
    ['a host that is not known', 'host-not-found', 'build', {}, { host: 'moon' }],
    ['a secret that is not there', 'secret-unknown', 'create', { image }, { secretNames: ['TOKEN'] }],
    [
      'a secret too short to be hidden',
      'secret-too-short',
      'create',
      { image },
      { env: { TOKEN: 'abc' }, secretNames: ['TOKEN'] },
    ],
    ['an image that is not there', 'image-not-found', 'run', { image: 'nowhere' }],
    ['a network that is not there', 'network-not-found', 'run', { image, network: 'nowhere' }],
    [
      'a container to share a network with that is not there',
      'container-not-found',
      'run',
      { image, network: 'container:nobody' },
    ],
    [
      'published ports in container mode',
      'ports-in-container-mode',
      'run',
      { image, network: 'container:nobody', ports: ['80'] },
    ],
    ['a name of a network that is taken', 'name-taken', 'network.create', { name: 'taken' }],
    ['a name of a volume that is taken', 'name-taken', 'volume.create', { name: 'taken' }],
    ['a container that is not there', 'container-not-found', 'stop', { container: 'nobody' }],
    ['a volume that is not there', 'volume-not-found', 'volume.rm', { volume: 'nowhere' }],
  ])('for %s: %s', async (_, code, name, args, more) => {
    const before = await on.host.info();

    await expect(on.submit(name, args, more)).rejects.toMatchObject({ name: 'DomainError', code });

    expect(await on.recorded()).toEqual(['JobRefused']);
    for await (const [event] of on.parts.store.readAll({ after: 0 }))
      expect(event).toMatchObject({ data: { name, code }, metadata: { actor: { name: 'alice' } } });
    expect(await on.host.info()).toEqual(before);
    expect(await on.parts.secrets.held()).toEqual([]);
  });

  it('for a name that is taken, with two that are free', async () => {
    await on.carryOut('create', { image, name: 'box' });
    await on.carryOut('create', { image, name: 'box-2' });
    await expect(on.submit('create', { image, name: 'box' })).rejects.toThrow(/use for example box-3 or box-4/);
  });

  it('for the network of the host by way of a container that has it, also at second hand', async () => {
    await on.carryOut('create', { image, name: 'first', network: 'host' });
    await on.carryOut('create', { image, name: 'second', network: 'container:first' });
    for (const name of ['first', 'second']) {
      const attempt = on.submit('create', { image, network: `container:${name}` }, may('run'));
      await expect(attempt).rejects.toMatchObject({ code: 'right-missing' });
    }
  });

  it('for an exec in a container that does not run', async () => {
    const { id } = await on.carryOut('create', { image, name: 'box' });
    await expect(on.submit('exec', { container: 'box', cmd: ['true'] })).rejects.toMatchObject({
      code: 'container-not-running',
    });
    expect((await on.job(id)).state).toBe('exited');
  });

  it('for what a front door could not even read, however often it is told', async () => {
    const error = new DomainError('invalid', 'body-invalid', 'It is not JSON.');

    await expect(on.engine.refuse({ caller: alice, name: 'run' }, error)).rejects.toBe(error);
    await expect(on.engine.refuse({ caller: alice, name: 'run' }, error)).rejects.toBe(error);

    expect(await on.recorded()).toEqual(['JobRefused']);
  });

  it('for a right that is missing, before its body is read', async () => {
    await expect(on.engine.assertMay({ ...alice, rights: ['read'] }, 'build')).rejects.toMatchObject({
      code: 'right-missing',
    });
    await on.engine.assertMay(alice, 'build');
    expect(await on.recorded()).toEqual(['JobRefused']);
  });

  it('and a part of ours that is away is no refusal', async () => {
    const error = new DomainError('unavailable', 'log-unavailable', 'The log cannot be reached.');
    await expect(on.engine.refuse({ caller: alice, name: 'run' }, error)).rejects.toBe(error);
    expect(await on.recorded()).toEqual([]);
  });
});
