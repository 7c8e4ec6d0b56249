import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import tar from 'tar-stream';
import { Interrupted, interruption } from '../interruption.mjs';
import { step } from '../steps.mjs';
import { Tally } from '../test/tally.mjs';
import { containerOnEngine, discardFromEngine, imageOnEngine, networkOnEngine } from './on-engine.mjs';
import { RestClient } from './rest-client.mjs';

const files = {
  Dockerfile: [
    'FROM busybox:latest',
    'ENV PORT=8080',
    'WORKDIR /site',
    'COPY serve.sh .',
    'RUN echo "made in a build" > index.html',
    'EXPOSE 8080',
    'ENTRYPOINT ["sh"]',
    'CMD ["serve.sh"]',
  ].join('\n'),
  'serve.sh': 'exec httpd -f -p "$PORT" -h .\n',
};

/** What people do with Longshore on their first day; each part is one sentence that must come true, in this order. */
const parts = {
  'an admin gives alice a token of her own': async ({ admin, names, seen }) => {
    const { id, secret } = await admin.post('/v1/tokens', {
      name: names.alice,
      rights: ['build', 'run', 'network', 'image'],
    });
    Object.assign(seen, { token: id, alice: admin.as(secret) });
  },

  'alice builds an image of a Dockerfile with eight kinds of instructions': async ({ names, seen }) => {
    const job = await seen.alice.build(new URLSearchParams({ tag: names.image }), await tarOf(files));
    recordEnded(seen, job, names.alice, 0);
    assert.match(await seen.alice.output(job.id), /RUN echo/);
    const image = await imageOnEngine(names.image);
    assert.equal(job.result.image, image.Id);
    assert.deepEqual(image.Config.Entrypoint, ['sh']);
    assert.deepEqual(image.Config.Cmd, ['serve.sh']);
    assert.equal(image.Config.WorkingDir, '/site');
    assert.ok(image.Config.Env.includes('PORT=8080'));
    assert.deepEqual(Object.keys(image.Config.ExposedPorts), ['8080/tcp']);
  },

  'the admin makes a network': async ({ admin, names, seen }) => {
    const job = await admin.run('/v1/networks', { name: names.network });
    recordEnded(seen, job, 'admin', 0);
    assert.equal(job.result.network, (await networkOnEngine(names.network)).Id);
  },

  'of two containers on it, one reaches the other by name': async ({ names, seen }) => {
    const { image, network, server } = names;
    const started = await seen.alice.run('/v1/containers', { image, network, name: server, detach: true });
    recordEnded(seen, started, names.alice, 0);
    const fetched = await seen.alice.run('/v1/containers', {
      image: 'busybox',
      network,
      name: names.client,
      // The server may take a moment until it listens.
      cmd: ['sh', '-c', `until wget -qO- http://${server}:8080/; do sleep 0.1; done 2>/dev/null`],
      limits: { seconds: 30 },
    });
    recordEnded(seen, fetched, names.alice, 0);
    assert.equal(await seen.alice.output(fetched.id, 'stream=stdout'), 'made in a build\n');
  },

  'a run that is told to end by TERM ends with status 143': async ({ admin, names, seen }) => {
    const cmd = ['sh', '-c', 'trap "exit 143" TERM; echo ready; while :; do sleep 0.1; done'];
    const { id } = await admin.post('/v1/containers', { image: 'busybox', name: names.endless, cmd });
    await admin.written(id, 'ready');
    await admin.post(`/v1/jobs/${id}/signal`, { signal: 'TERM' });
    await admin.output(id);
    const job = await admin.get(`/v1/jobs/${id}`);
    recordEnded(seen, job, 'admin', 143);
    assert.equal(job.signal, 'TERM');
  },

  'a run that ends with status 7 says so': async ({ names, seen }) => {
    const cmd = ['sh', '-c', 'echo seven; exit 7'];
    const job = await seen.alice.run('/v1/containers', { image: 'busybox', name: names.seven, cmd });
    recordEnded(seen, job, names.alice, 7);
    assert.equal(await seen.alice.output(job.id), 'seven\n');
  },

  'the list of jobs names the actor of each': ({ admin, seen }) => assertRemembered(admin, seen.jobs),

  'docker ps -a, images and network ls on the engine agree': async ({ admin, names }) => {
    const told = Object.fromEntries((await admin.get('/v1/containers')).items.map((item) => [item.name, item]));
    const states = { server: 'running 0', client: 'exited 0', endless: 'exited 143', seven: 'exited 7' };
    for (const [role, state] of Object.entries(states)) {
      const { Id, State } = await containerOnEngine(names[role]);
      assert.equal(`${State.Status} ${State.ExitCode}`, state, role);
      assert.equal(told[names[role]].id, Id);
    }
    const networks = (await admin.get('/v1/networks')).items;
    assert.ok(networks.some(({ name }) => name === names.network));
    const images = (await admin.get('/v1/images')).items;
    const { Id } = await imageOnEngine(names.image);
    assert.ok(images.some(({ id }) => id === Id));
  },

  'what was made is taken away again, by commands that are recorded too': async ({ names, seen }) => {
    const { alice } = seen;
    const containers = ['server', 'client', 'endless', 'seven'].map(
      (role) => `/v1/containers/${names[role]}?force=true`,
    );
    const things = [...containers, `/v1/networks/${names.network}`, `/v1/images/${names.image}`];
    for (const thing of things) recordEnded(seen, await alice.remove(thing), names.alice, 0);
    assert.equal(await containerOnEngine(names.server), undefined);
    assert.equal(await networkOnEngine(names.network), undefined);
    assert.equal(await imageOnEngine(names.image), undefined);
  },

  'a token that was revoked opens nothing any more': async ({ admin, seen }) => {
    await admin.remove(`/v1/tokens/${seen.token}`);
    await assert.rejects(seen.alice.get('/v1/jobs'), /401/);
  },
};

/**
 * Does on a Longshore, deployed in whichever way, what its users do on their first day, and looks on its Docker Engine
 * whether that came true. What it made is removed, also when it fails.
 *
 * @param {{ url: string, token: string }} access an admin's
 * @param {Tally} tally counts each part
 * @returns {Promise<Map<string, { actor: string, status: number }>>} the jobs that were run, by id
 */
export async function runSession(access, tally) {
  const scene = { admin: new RestClient(access), names: newNames(), seen: { jobs: new Map() } };
  try {
    for (const [name, play] of Object.entries(parts)) await countPart(name, () => play(scene), tally);
  } finally {
    await discardFromEngine(scene.names);
  }
  return scene.seen.jobs;
}

/**
 * Runs one part, and counts it.
 *
 * @param {string} name
 * @param {() => Promise<unknown>} play
 * @param {Tally} tally
 */
export async function countPart(name, play, tally) {
  try {
    interruption.throwIfAborted();
    await step(name, play);
    tally.count(name, true);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    tally.count(name, false, error);
  }
}

/**
 * Whether the list of jobs names these with their actors and statuses.
 *
 * @param {RestClient} client
 * @param {Map<string, { actor: string, status: number }>} jobs
 */
export async function assertRemembered(client, jobs) {
  const { items } = await client.get('/v1/jobs?limit=1000');
  const told = new Map(items.map(({ id, actor, status }) => [id, { actor, status }]));
  assert.ok(jobs.size > 0);
  for (const [id, job] of jobs) assert.deepEqual(told.get(id), job);
}

/** Notes a job, which must have ended in this way. */
function recordEnded(seen, job, actor, status) {
  assert.deepEqual(
    { actor: job.actor, state: job.state, status: job.status },
    { actor, state: 'exited', status },
    job.lastError,
  );
  seen.jobs.set(job.id, { actor, status });
}

function newNames() {
  const prefix = `session-${randomBytes(4).toString('hex')}`;
  const roles = ['alice', 'client', 'endless', 'image', 'network', 'server', 'seven'];
  return Object.fromEntries(roles.map((role) => [role, `${prefix}-${role}`]));
}

/** A build context. @param {Record<string, string>} contents by path */
function tarOf(contents) {
  const pack = tar.pack();
  for (const [name, text] of Object.entries(contents)) pack.entry({ name }, text);
  pack.finalize();
  return buffer(pack);
}

// By itself, against any Longshore: `. .longshore/env && node scripts/deploy/session.mjs`
if (import.meta.main) {
  const tally = new Tally();
  await runSession({ url: process.env.LONGSHORE_URL ?? '', token: process.env.LONGSHORE_TOKEN ?? '' }, tally);
  tally.print();
  process.exitCode = tally.exitStatus;
}
