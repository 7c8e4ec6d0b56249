import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Docker from 'dockerode';
import type { Response } from 'supertest';
import type { JobView } from '../../apps/api/rest/jobs/job-view.js';
import { startStack, type Stack, type StackOptions } from '../stack.js';

/** The engine itself, for a look past Longshore. */
export const engine = new Docker();

/** A stack that listens, and what specs of REST do with it over and over. */
export interface Rest extends Stack {
  /** Where it listens. */
  readonly url: string;
  /** A name that cannot collide. Images that begin with it are removed at the end. */
  name(kind: string): string;
  /** Posts as admin, waits for the job to end, and returns it. */
  post(path: string, body?: object): Promise<JobView>;
  /** The same with DELETE. */
  remove(path: string): Promise<JobView>;
  /** Runs a line of shell in busybox. */
  sh(line: string, spec?: object): Promise<JobView>;
  /** A container that sleeps, detached. */
  sleeper(spec?: object): Promise<{ readonly name: string; readonly id: string }>;
  /** Makes a token; returns its secret. */
  tokenWith(rights: readonly string[], name?: string): Promise<string>;
  job(id: string): Promise<JobView>;
  output(id: string, query?: string): Promise<Buffer>;
  /** The newest jobs first. */
  jobs(query?: string): Promise<readonly JobView[]>;
}

export async function startRest(options: StackOptions = {}): Promise<Rest> {
  const stack = await startStack(options);
  await stack.app.listen(0, '127.0.0.1');
  const { port } = stack.app.getHttpServer().address() as AddressInfo;
  const prefix = `longshore-rest-${randomBytes(5).toString('hex')}`;
  const ended = (response: Response): JobView => {
    if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${JSON.stringify(response.body)}`);
    return response.body as JobView;
  };
  const rest: Rest = {
    ...stack,
    url: `http://127.0.0.1:${port}`,
    name: (kind) => `${prefix}-${kind}`,
    post: async (path, body = {}) => ended(await stack.as().post(path).set('prefer', 'wait=60').send(body)),
    remove: async (path) => ended(await stack.as().delete(path).set('prefer', 'wait=60')),
    sh: (line, spec = {}) =>
      rest.post('/v1/containers', { image: 'busybox', cmd: ['sh', '-c', line], rm: true, ...spec }),
    async sleeper(spec = {}) {
      const { result } = await rest.sh('exec sleep 600', { init: true, detach: true, rm: false, ...spec });
      return { name: String(result?.['name']), id: String(result?.['container']) };
    },
    async tokenWith(rights, name = rest.name(randomBytes(3).toString('hex'))) {
      const { body, status } = await stack.as().post('/v1/tokens').send({ name, rights });
      if (status !== 201) throw new Error(JSON.stringify(body));
      return body.secret as string;
    },
    job: async (id) => (await stack.as().get(`/v1/jobs/${id}`)).body as JobView,
    output: async (id, query = '') => (await stack.as().get(`/v1/jobs/${id}/output${query}`).buffer()).body as Buffer,
    jobs: async (query = '') => (await stack.as().get(`/v1/jobs${query}`)).body.items as readonly JobView[],
    async stop() {
      const ours = await jobsOf(stack);
      await stack.stop();
      await clear(ours, prefix);
    },
  };
  return rest;
}

async function jobsOf({ runtime }: Stack): Promise<ReadonlySet<string>> {
  const rows = await runtime.database.prisma.$queryRaw<readonly { id: string }[]>`
    select distinct substr(stream, 5) as id from events where stream like 'job-%'`;
  return new Set(rows.map(({ id }) => id));
}

/** Removes what these jobs left on the engine. */
async function clear(ours: ReadonlySet<string>, prefix: string): Promise<void> {
  const isOurs = ({ Labels }: { readonly Labels?: Readonly<Record<string, string>> }) =>
    ours.has(Labels?.['io.longshore.job'] ?? '');
  const filters = { label: ['io.longshore.job'] };
  for (const container of (await engine.listContainers({ all: true, filters })).filter(isOurs)) {
    await engine.getContainer(container.Id).remove({ force: true, v: true });
  }
  for (const network of (await engine.listNetworks({ filters })).filter(isOurs))
    await engine.getNetwork(network.Id).remove();
  for (const volume of (await engine.listVolumes({ filters })).Volumes.filter(isOurs))
    await engine.getVolume(volume.Name).remove();
  const tags = (await engine.listImages())
    .flatMap((image) => image.RepoTags ?? [])
    .filter((tag) => tag.includes(prefix));
  for (const tag of tags) await engine.getImage(tag).remove({ force: true });
}
