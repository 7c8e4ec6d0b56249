import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '#read-models';
import { type Rest, startRest } from './rest.js';

interface AuditPage {
  readonly items: readonly AuditEntry[];
  readonly next: string | null;
  readonly position: number;
}

describe('GET /v1/audit', () => {
  let rest: Rest;
  let alice: string;
  let container: { readonly name: string; readonly id: string };
  beforeAll(async () => {
    rest = await startRest();
    alice = await rest.tokenWith(['run'], 'alice');
    container = await rest.sleeper({ labels: { squad: 'harbour-masters' } });
  });
  afterAll(() => rest.stop());

  async function page(query = ''): Promise<AuditPage> {
    const { body } = await rest.as().get(`/v1/audit${query}`).expect(200);
    return body as AuditPage;
  }

  const audit = async (query: string) => (await page(query)).items;

  /** Alice runs a line of shell in busybox, and waits for its end. */
  async function aliceRuns(line: string, more: object = {}): Promise<string> {
    const spec = { image: 'busybox', cmd: ['sh', '-c', line], rm: true, ...more };
    const request = rest.as(alice).post('/v1/containers').set('user-agent', 'spec/1').set('prefer', 'wait=60');
    return (await request.send(spec).expect(200)).body.id as string;
  }

  it('tells who ran what, from where, against what, and what became of it', async () => {
    const name = rest.name('told');
    const job = await aliceRuns('exit 7', { name });
    const [entry] = await audit(`?job=${job}`);
    const { actor, token, result } = await rest.job(job);
    expect(entry).toMatchObject({
      actor,
      token,
      actorKind: 'token',
      address: '127.0.0.1',
      userAgent: 'spec/1',
      name: 'run',
      args: { image: 'busybox', cmd: ['sh', '-c', 'exit 7'] },
      targets: [
        { kind: 'container', ref: name },
        { kind: 'image', ref: 'busybox:latest' },
        { kind: 'container', ref: result?.['container'] },
      ],
      host: 'local',
      job,
      parent: null,
      correlation: job,
      outcome: 'failed',
      status: 7,
      signal: null,
      error: null,
    });
    const [started, ended] = [entry?.startedAt, entry?.endedAt].map((time) => Date.parse(time ?? ''));
    expect(entry?.durationMs).toBe((ended ?? 0) - (started ?? 0));
  });

  it('has what succeeded, failed, was killed, was refused, and what the token of was no longer valid', async () => {
    const began = (await page('?limit=1')).position;
    await aliceRuns('true');
    await aliceRuns('exit 7');
    const { body } = await rest
      .as(alice)
      .post('/v1/containers')
      .send({ image: 'busybox', cmd: ['sleep', '600'], init: true });
    await expect.poll(async () => (await audit(`?job=${body.id}`))[0]?.outcome).toBe('running');
    await rest.as(alice).post(`/v1/jobs/${body.id}/signal`).send({ signal: 'KILL' }).expect(202);
    await expect.poll(async () => (await rest.job(body.id)).state).toBe('exited');
    await rest.as(alice).post('/v1/networks').send({ name: 'not-hers' }).expect(403);
    await rest.as(alice).post('/v1/containers').send({ image: 'no-such-image-anywhere' }).expect(404);

    const hers = (await audit('?actor=alice')).filter(({ position }) => position > began);
    expect(
      hers.map(({ name, outcome, status, signal, error }) => [name, outcome, status, signal, error?.code]),
    ).toEqual([
      ['run', 'refused', 126, null, 'image-not-found'],
      ['network.create', 'refused', 126, null, 'right-missing'],
      ['signal', 'succeeded', null, null, undefined],
      ['run', 'killed', 137, 'KILL', undefined],
      ['run', 'failed', 7, null, undefined],
      ['run', 'succeeded', 0, null, undefined],
    ]);
    expect((await audit('?actor=alice&outcome=killed'))[0]?.job).toBe(body.id);
    expect((await audit(`?job=${body.id}`)).map(({ name }) => name)).toEqual(['signal', 'run']);
    expect(await audit('?q=no-such-image-anywhere&outcome=refused')).toHaveLength(1);
  });

  it('has the try of a token that has expired, and who made and revoked tokens', async () => {
    const expiresAt = new Date(Date.now() + 2_000).toISOString();
    const { body } = await rest
      .as()
      .post('/v1/tokens')
      .send({ name: 'moth', rights: ['run'], expiresAt })
      .expect(201);
    await expect.poll(async () => (await rest.as(body.secret).get('/v1/jobs')).status, { timeout: 15_000 }).toBe(401);
    await rest.as(body.secret).post('/v1/volumes').send({}).expect(401);
    await rest.as().delete(`/v1/tokens/${body.id}`).expect(200);

    expect(await audit('?actor=moth')).toMatchObject([
      {
        name: 'volume.create',
        outcome: 'refused',
        token: body.id,
        error: { code: 'token-required' },
        address: '127.0.0.1',
      },
    ]);
    const made = await audit(`?correlation=${body.id}`);
    expect(made).toMatchObject([
      { name: 'token.revoke', actor: 'admin', outcome: 'succeeded', args: { token: body.id, name: 'moth' } },
      {
        name: 'token.create',
        actor: 'admin',
        outcome: 'succeeded',
        args: { token: body.id, name: 'moth', rights: ['run'], expiresAt },
      },
    ]);
    expect(JSON.stringify(await audit('?name=token.create'))).not.toMatch(/hash|lsh_/);
  });

  it('has who planned a prune, and who applied it to what', async () => {
    const volume = (await rest.post('/v1/volumes', { labels: { squad: rest.name('pruned') } })).result?.['volume'];
    const filter = { labels: [`squad=${rest.name('pruned')}`] };
    const { body: plan } = await rest.as().post('/v1/volumes/prune-plan').send(filter).expect(201);
    await rest.post(`/v1/prune-plans/${plan.id}/apply`);
    expect(await audit(`?q=${plan.id}`)).toMatchObject([
      { name: 'prune.volumes', outcome: 'succeeded', actor: 'admin' },
      { name: 'prune.plan', outcome: 'succeeded', actor: 'admin', host: 'local', args: { kind: 'volumes' } },
    ]);
    expect((await audit(`?target=${volume}`)).map(({ name }) => name)).toEqual(['prune.volumes', 'volume.create']);
  });

  it('finds by any filter, alone or together', async () => {
    const { id } = await rest.post(`/v1/containers/${container.name}/exec`, { cmd: ['true'] });
    const [exec] = await audit(`?job=${id}`);
    const [run] = await audit('?q=harbour-masters');
    for (const query of [
      'actor=admin',
      `token=${exec?.token}`,
      'address=127.0.0.1',
      'name=exec',
      `target=${container.id}`,
      `target=${container.id.slice(0, 12)}&targetKind=container`,
      'host=local',
      'outcome=succeeded',
      'status=0',
      `shorterThan=${(exec?.durationMs ?? 0) / 1_000 + 0.001}`,
      `longerThan=${(exec?.durationMs ?? 0) / 1_000}`,
      `correlation=${id}`,
      `since=${exec?.time}`,
      `until=${new Date(Date.parse(exec?.time ?? '') + 1).toISOString()}`,
      'q=exec+true',
      'actor=admin&name=exec&host=local&outcome=succeeded&status=0&q=true',
    ]) {
      const found = (await audit(`?limit=1000&${query}`)).map(({ position }) => position);
      expect([query, found]).toEqual([query, expect.arrayContaining([exec?.position])]);
    }
    expect(await audit(`?target=${container.id}&name=run`)).toEqual([run]);
    for (const query of [
      'actor=nobody',
      'userAgent=nothing',
      'target=nothing',
      'host=nowhere',
      'outcome=timed-out',
      'q=nonesuch',
    ])
      expect([query, await audit(`?${query}`)]).toEqual([query, []]);
  });

  it('finds by the name of a container or network also what was asked of it by its id', async () => {
    const { name, id } = await rest.sleeper();
    await rest.post(`/v1/containers/${id.slice(0, 12)}/exec`, { cmd: ['true'] });
    const network = rest.name('blue');
    const { result } = await rest.post('/v1/networks', { name: network });
    await rest.post(`/v1/networks/${network}/connect`, { container: name });
    await rest.remove(`/v1/containers/${id}?force=true`);
    await rest.remove(`/v1/networks/${network}`);

    const namesOf = async (query: string) => (await audit(query)).map((entry) => entry.name);
    const ofContainer = ['rm', 'network.connect', 'exec', 'run'];
    const ofNetwork = ['network.rm', 'network.connect', 'network.create'];
    expect(await namesOf(`?target=${name}`)).toEqual(ofContainer);
    expect(await namesOf(`?target=${id}`)).toEqual(ofContainer);
    expect(await namesOf(`?target=${network}`)).toEqual(ofNetwork);
    expect(await namesOf(`?target=${String(result?.['network']).slice(0, 12)}&targetKind=network`)).toEqual(ofNetwork);
  });

  it('tells at each moment what was known then', async () => {
    const { body } = await rest
      .as(alice)
      .post('/v1/containers')
      .send({ image: 'busybox', cmd: ['sleep', '600'], init: true });
    await expect.poll(async () => (await audit(`?job=${body.id}`))[0]?.outcome).toBe('running');
    const running = await page(`?job=${body.id}`);
    await rest.as(alice).post(`/v1/jobs/${body.id}/signal`).send({ signal: 'KILL' }).expect(202);
    await expect.poll(async () => (await audit(`?job=${body.id}&outcome=killed`)).length).toBe(1);

    expect(await page(`?job=${body.id}&at=${running.position}`)).toEqual(running);
    expect(await audit(`?job=${body.id}&at=${body.pid}`)).toMatchObject([
      { outcome: 'queued', startedAt: null, endedAt: null },
    ]);
    expect(await audit(`?outcome=running&at=${running.position}`)).toMatchObject([{ job: body.id, durationMs: null }]);
    const [killed] = await audit(`?job=${body.id}&outcome=killed`);
    expect(await audit(`?job=${body.id}&name=run&at=${killed?.startedAt}`)).toMatchObject([{ outcome: 'running' }]);
    expect(await audit(`?job=${body.id}&name=run&at=${killed?.endedAt}`)).toEqual([killed]);
  });

  it('counts by actor, name and day', async () => {
    const counts = async (query: string) => (await rest.as().get(`/v1/audit/counts?${query}`).expect(200)).body;
    const all = await audit('?limit=1000&actor=alice');
    const { items, position } = await counts('by=actor&actor=alice');
    expect(items).toEqual([{ actor: 'alice', count: all.length }]);
    expect(position).toBeGreaterThan(all[0]?.position ?? Infinity);
    const byName = await counts('by=day&by=name&actor=alice&outcome=refused');
    const day = new Date().toISOString().slice(0, 10);
    expect(byName.items).toContainEqual({ day, name: 'network.create', count: 1 });
    expect((await counts(`by=actor&at=${all.at(-1)?.position}`)).items).toContainEqual({ actor: 'alice', count: 1 });
  });

  it('is shown to whom has any right, and to no other', async () => {
    const builder = await rest.tokenWith(['build']);
    await rest.as(builder).get('/v1/audit').expect(200);
    await rest.as(builder).get('/v1/audit/counts?by=name').expect(200);
    await rest.as('lsh_nobody').get('/v1/audit').expect(401);
  });
});
