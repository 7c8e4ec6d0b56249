import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withAllDigits } from '../observer/same.js';
import { engine, type Rest, startRest } from './rest.js';

describe('/v1/containers', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest();
  });
  afterAll(() => rest.stop());

  it('answers 202 with the job and where to find it before the container has ended', async () => {
    const response = await rest
      .as()
      .post('/v1/containers')
      .send({ image: 'busybox', cmd: ['sleep', '1'], rm: true });
    expect(response.status).toBe(202);
    expect(response.headers['location']).toBe(`/v1/jobs/${response.body.id}`);
    expect(response.body).toMatchObject({
      state: 'queued',
      status: null,
      startedAt: null,
      endedAt: null,
      result: null,
    });
    const job = await rest.job(response.body.id);
    expect(job.id).toBe(response.body.id);
  });

  it('creates, starts, waits for and removes one container, which the engine shows as told', async () => {
    const name = rest.name('life');
    const created = await rest.post('/v1/containers/create', {
      image: 'busybox',
      name,
      cmd: ['sh', '-c', 'exit 4'],
      labels: { team: 'sea' },
    });
    const id = String(created.result?.['container']);
    expect(await engine.getContainer(name).inspect()).toMatchObject({
      Id: id,
      State: { Status: 'created' },
      Config: { Labels: { team: 'sea' } },
    });
    expect(await rest.post(`/v1/containers/${name}/start`)).toMatchObject({ status: 0, args: { container: id } });
    expect(await rest.post(`/v1/containers/${name}/wait`)).toMatchObject({
      status: 0,
      result: { container: id, exitCode: 4 },
    });
    expect(await rest.remove(`/v1/containers/${name}`)).toMatchObject({ name: 'rm', status: 0 });
    await expect(engine.getContainer(id).inspect()).rejects.toMatchObject({ statusCode: 404 });
  });

  it('stops, restarts and kills a running container', async () => {
    const { id } = await rest.sleeper();
    const first = (await engine.getContainer(id).inspect()).State.StartedAt;
    expect(await rest.post(`/v1/containers/${id}/restart`, { seconds: 1 })).toMatchObject({ status: 0 });
    expect((await engine.getContainer(id).inspect()).State).toMatchObject({
      Running: true,
      StartedAt: expect.not.stringMatching(first),
    });
    expect(await rest.post(`/v1/containers/${id}/stop`, { seconds: 5 })).toMatchObject({
      status: 0,
      result: { exitCode: 143 },
    });
    expect(await rest.post(`/v1/containers/${id}/start`)).toMatchObject({ status: 0 });
    expect(await rest.post(`/v1/containers/${id}/kill`, { signal: 'KILL' })).toMatchObject({
      status: 0,
      result: { signal: 'KILL' },
    });
    expect((await engine.getContainer(id).inspect()).State).toMatchObject({ Running: false, ExitCode: 137 });
  });

  it('runs a process in a container: its environment, its output on two streams and its status', async () => {
    const { id } = await rest.sleeper();
    const job = await rest.post(`/v1/containers/${id}/exec`, {
      cmd: ['sh', '-c', 'echo "$WORD in $(pwd)"; echo oh >&2; exit 9'],
      env: { WORD: 'here' },
      workdir: '/tmp',
    });
    expect(job).toMatchObject({ name: 'exec', status: 9, lastError: 'oh', result: { container: id, exitCode: 9 } });
    expect((await rest.output(job.id, '?stream=stdout')).toString()).toBe('here in /tmp\n');
    expect((await rest.output(job.id, '?stream=stderr')).toString()).toBe('oh\n');
  });

  it('gives a container its entrypoint, environment, user, host name, limits, volume and published port', async () => {
    const job = await rest.post('/v1/containers', {
      image: 'busybox',
      entrypoint: ['sh', '-c'],
      cmd: ['sleep 600'],
      env: { LANGUAGE: 'sea' },
      user: '1000',
      hostname: 'harbour',
      workdir: '/tmp',
      ports: ['127.0.0.1::8080'],
      volumes: [`${rest.name('data')}:/data`],
      limits: { memory: 33_554_432, cpus: 0.5, pids: 20, outputBytes: 1_000 },
      detach: true,
    });
    expect(job).toMatchObject({ status: 0, limits: { outputBytes: 1_000 } });
    const found = await engine.getContainer(String(job.result?.['container'])).inspect();
    expect(found.Config).toMatchObject({
      Entrypoint: ['sh', '-c'],
      Cmd: ['sleep 600'],
      User: '1000',
      Hostname: 'harbour',
      WorkingDir: '/tmp',
    });
    expect(found.Config.Env).toContain('LANGUAGE=sea');
    expect(found.HostConfig).toMatchObject({ Memory: 33_554_432, NanoCpus: 500_000_000, PidsLimit: 20 });
    expect(found.NetworkSettings.Ports['8080/tcp']).toMatchObject([{ HostIp: '127.0.0.1' }]);
    expect(found.Mounts).toMatchObject([{ Type: 'volume', Name: rest.name('data'), Destination: '/data' }]);
    await rest.remove(`/v1/containers/${found.Id}?force=true&volumes=true`);
    await rest.remove(`/v1/volumes/${rest.name('data')}`);
  });

  it('ends a run with 127 or 126 when its command is missing or cannot be invoked, and leaves no container', async () => {
    const name = rest.name('no-command');
    const missing = await rest.post('/v1/containers', { image: 'busybox', name, cmd: ['no-such-command'] });
    expect(missing).toMatchObject({ status: 127, error: { code: 'command-not-run' } });
    const folder = await rest.post('/v1/containers', { image: 'busybox', name, cmd: ['/tmp'] });
    expect(folder).toMatchObject({ status: 126, error: { code: 'command-not-run' } });
    await expect(engine.getContainer(name).inspect()).rejects.toMatchObject({ statusCode: 404 });
  });

  it('ends a run that lasts too long with 124', async () => {
    const job = await rest.sh('exec sleep 600', { init: true, limits: { seconds: 1, graceSeconds: 1 } });
    expect(job).toMatchObject({ status: 124, timedOut: true });
  });

  it('ends a run that gets TERM with 143', async () => {
    const { body } = await rest
      .as()
      .post('/v1/containers')
      .send({
        image: 'busybox',
        cmd: ['sh', '-c', 'trap "exit 143" TERM; echo up; while :; do sleep 0.05; done'],
        rm: true,
      });
    await expect.poll(async () => (await rest.output(body.id)).toString(), { timeout: 10_000 }).toBe('up\n');
    await rest.as().post(`/v1/jobs/${body.id}/signal`).send({ signal: 'TERM' }).expect(202);
    await expect
      .poll(() => rest.job(body.id), { timeout: 10_000 })
      .toMatchObject({ state: 'exited', status: 143, signal: 'TERM' });
  });

  it('never starts a queued job that was killed', async () => {
    const idle = await startRest({ worker: false });
    try {
      const { body } = await idle
        .as()
        .post('/v1/containers')
        .send({ image: 'busybox', name: idle.name('never'), cmd: ['true'] });
      const killed = await idle.as().post(`/v1/jobs/${body.id}/signal`).send({ signal: 'KILL' });
      expect(killed.body).toMatchObject({ state: 'exited', status: 137, signal: 'KILL', startedAt: null });
      await expect(engine.getContainer(idle.name('never')).inspect()).rejects.toMatchObject({ statusCode: 404 });
      const again = await idle.as().post(`/v1/jobs/${body.id}/signal`).send({ signal: 'TERM' });
      expect(again).toMatchObject({ status: 409, body: { code: 'job-ended' } });
    } finally {
      await idle.stop();
    }
  });

  it('lists a container as soon as its job has ended, as the engine has it', async () => {
    const { id, name } = await rest.sleeper();
    const { body } = await rest.as().get('/v1/containers');
    const { State, NetworkSettings } = await engine.getContainer(id).inspect();
    expect(body.items).toContainEqual(
      expect.objectContaining({
        id,
        name,
        state: 'running',
        startedAt: withAllDigits(State.StartedAt),
        endpoints: [expect.objectContaining({ name: 'bridge', ipv4: NetworkSettings.Networks['bridge']?.IPAddress })],
      }),
    );
    const before = body.position;
    await rest.remove(`/v1/containers/${id}?force=true`);
    await rest.as().get(`/v1/containers/${id}`).expect(404);
    expect((await rest.as().get(`/v1/containers/${id}?at=${before}`).expect(200)).body).toMatchObject({ id, name });
    const { body: life } = await rest.as().get(`/v1/containers/${id}/history`).expect(200);
    const told = life.items.map((each: { type?: string; job?: { name: string } }) => each.type ?? each.job?.name);
    expect(told).toEqual(['run', 'ContainerCreated', 'ContainerStarted', 'rm', expect.any(String), 'ContainerRemoved']);
    await rest.as().get('/v1/containers?host=nowhere').expect(404);
  });
});
