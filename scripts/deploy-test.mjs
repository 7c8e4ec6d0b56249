// What `./longshore test --deploy` runs: builds the images, starts docker-compose.yml on the Docker Engine here, does on
// it what users do on their first day, and removes all of it but the base images.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { Complaint } from './complaint.mjs';
import { ComposeProject, ensureCompose } from './deploy/compose.mjs';
import { discardImages } from './deploy/discard-images.mjs';
import { containerOnEngine, imageOnEngine } from './deploy/on-engine.mjs';
import { RestClient } from './deploy/rest-client.mjs';
import { assertRemembered, countPart, runSession } from './deploy/session.mjs';
import { ensureBaseImages } from './deploy/stand-ins.mjs';
import { interruption, listenForInterruption } from './interruption.mjs';
import { run } from './run.mjs';
import { engineHost, isEngineLocal } from './services/engine-api.mjs';
import { step } from './steps.mjs';
import { Tally } from './test/tally.mjs';
import { until } from './until.mjs';

const services = ['api', 'postgres', 'redis', 'worker'];
const megabyte = 1_000_000;

listenForInterruption();
const tally = new Tally();
try {
  await testDeployment();
} catch (error) {
  const words = error instanceof Complaint ? [error.message, error.remedy].filter(Boolean).join('\n  → ') : error;
  tally.count(interruption.aborted ? interruption.reason.message : 'deployment', false, words);
}
tally.print();
process.exitCode = interruption.aborted ? interruption.reason.exitStatus : tally.exitStatus;

async function testDeployment() {
  if (!isEngineLocal())
    throw new Complaint(
      'the deployment is tried on this machine only',
      'unset DOCKER_HOST, or let it name a socket here',
    );
  const begin = Math.floor(Date.now() / 1_000);
  const name = `longshore-deploy-${randomBytes(4).toString('hex')}`;
  const compose = await step('compose', ensureCompose);
  await step('base images', ensureBaseImages);
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(() => step('clean-up', () => discardImages(name, begin)));
  const project = new ComposeProject(compose, name, await environment(name));
  cleanUp.defer(() => project.discard());
  await step('images', async (tell) => tell(await build(project)));
  await step('start', async (tell) => tell(`ready at ${await start(project)}`));
  await tryOut(project);
}

/** @param {string} name @returns {Promise<Record<string, string>>} */
async function environment(name) {
  const socket = engineHost().slice('unix://'.length);
  return {
    DOCKER_GID: String(statSync(socket).gid),
    DOCKER_SOCKET: socket,
    LONGSHORE_BIND: '127.0.0.1',
    LONGSHORE_DOCKER_BIND: '127.0.0.1',
    LONGSHORE_DOCKER_PORT: '0', // any that is free
    LONGSHORE_DOORS: '',
    LONGSHORE_HOSTS: '',
    LONGSHORE_IMAGE: name,
    LONGSHORE_PORT: '0', // any that is free
    LONGSHORE_TAG: 'test',
    LONGSHORE_TLS: '',
    NPM_CONFIG_REGISTRY: (await run('npm', ['config', 'get', 'registry', '--silent'])).output.trim(),
  };
}

/** @param {ComposeProject} project */
async function build(project) {
  await project.run('build');
  const [base, runtime] = await Promise.all(['node:26-bookworm-slim', `${project.name}:test`].map(imageOnEngine));
  return `${Math.round(runtime.Size / megabyte)} MB, of which ${Math.round((runtime.Size - base.Size) / megabyte)} MB are Longshore's`;
}

/** Starts everything, waits until all say that they are well, and resolves with the API's address. @param {ComposeProject} project */
async function start(project) {
  try {
    await project.run('up', '--detach', '--no-build');
    await until(() => areHealthy(project), { what: 'the health of all services', withinMs: 120_000, everyMs: 250 });
  } catch (error) {
    interruption.throwIfAborted();
    throw new Complaint(`${error.message}\n${await project.run('logs', '--no-color', '--tail=10')}`);
  }
  return `http://${(await project.run('port', 'api', '7300')).trim()}`;
}

/** @param {ComposeProject} project */
async function areHealthy(project) {
  const found = await Promise.all(services.map((service) => containerOf(project, service)));
  return found.every((container) => container?.State.Health?.Status === 'healthy');
}

/** @param {ComposeProject} project @param {string} service */
async function containerOf(project, service) {
  return containerOnEngine((await project.run('ps', '-q', service)).trim());
}

/** @param {ComposeProject} project */
async function tryOut(project) {
  const access = async () => ({
    url: `http://${(await project.run('port', 'api', '7300')).trim()}`,
    token: await project.exec('api', 'cat', '/secrets/longshore/admin-token'),
  });
  const before = await access();
  await countPart(
    'the API and the worker are not root, and hold no secret in their environment',
    () => assertModest(project),
    tally,
  );
  await countPart('production packages only are in the image', () => assertLean(project), tally);
  const jobs = await runSession(before, tally);
  await countPart(
    'the API and the worker may add to the log, and change nothing in it',
    () => assertAppendOnly(project),
    tally,
  );
  await countPart(
    'a door in the volume lets docker clients in, as its actor',
    () => assertDoor(project, before),
    tally,
  );
  await countPart(
    'stopped and started again, it knows the same token and the same jobs',
    async () => {
      await project.run('down', '--timeout', '30');
      await start(project);
      const after = await access();
      assert.equal(after.token, before.token);
      await assertRemembered(new RestClient(after), jobs);
    },
    tally,
  );
}

/** @param {ComposeProject} project */
async function assertModest(project) {
  for (const service of ['api', 'worker']) {
    assert.notEqual(await project.exec(service, 'id', '-u'), '0');
    const modes = await project.exec(service, 'sh', '-c', 'stat -c "%a %U" /secrets/longshore/*');
    assert.deepEqual([...new Set(modes.split('\n'))], ['600 node']);
    const { Config } = await containerOf(project, service);
    const token = await project.exec(service, 'cat', '/secrets/longshore/admin-token');
    assert.ok(!JSON.stringify(Config).includes(token));
    assert.ok(
      !Config.Env.some((/** @type {string} */ line) => /^(DATABASE_URL|REDIS_URL|LONGSHORE_SECRET_KEY)=/.test(line)),
    );
  }
}

/** @param {ComposeProject} project */
async function assertLean(project) {
  const found = await project.exec(
    'api',
    'sh',
    '-c',
    'cd node_modules && ls -d prisma typescript vitest @nestjs/cli 2>/dev/null || true',
  );
  assert.equal(found, '');
}

/** @param {ComposeProject} project @param {{ url: string, token: string }} access */
async function assertDoor(project, access) {
  const admin = new RestClient(access);
  await admin.post('/v1/tokens', { name: 'runner', rights: ['read'] });
  const door = { actor: 'runner', socket: '/run/longshore/runner.sock' };
  assert.equal((await admin.post('/v1/doors', door)).state, 'open');
  const ask = `require('node:http').get(${JSON.stringify({ socketPath: door.socket, path: '/version' })}, (answer) => answer.pipe(process.stdout))`;
  const { ApiVersion } = JSON.parse(await project.exec('api', 'node', '--eval', ask));
  assert.match(ApiVersion, /^1\.\d+$/);
}

/** @param {ComposeProject} project */
async function assertAppendOnly(project) {
  const attempt = [
    "import { readFileSync } from 'node:fs';",
    "import pg from 'pg';",
    "const client = new pg.Client({ connectionString: readFileSync(process.env.DATABASE_URL_FILE, 'utf8').trim() });",
    'await client.connect();',
    "for (const act of ['delete from events', 'update events set type = type', 'alter table events disable trigger all', 'reset role; truncate events'])",
    "  await client.query(act).then(() => console.log('could', act), () => {});",
    "console.log((await client.query('select count(*) > 0 as any from events')).rows[0].any);",
    'await client.end();',
  ].join('\n');
  assert.equal(await project.exec('api', 'node', '--input-type=module', '--eval', attempt), 'true');
}
