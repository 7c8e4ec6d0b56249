import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine, type Rest, startRest } from '../rest/rest.js';

/** What is asked of a moment: all that is ours, as the engine told it then. */
interface Moment {
  readonly position: number;
  readonly time: string;
  readonly truth: Readonly<Record<string, object | undefined>>;
}

const verbs = ['create', 'start', 'stop', 'restart', 'kill', 'connect', 'disconnect', 'rm'] as const;

describe('whatever was done', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest();
    await rest.post('/v1/networks', { name: rest.name('net') });
  });
  afterAll(() => rest.stop());

  const names = () => [rest.name('a'), rest.name('b'), rest.name('c')];

  /** What the engine says of a container, in the words of REST; undefined when there is none of that name. */
  async function told(name: string): Promise<object | undefined> {
    const info = await engine
      .getContainer(name)
      .inspect()
      .catch(() => undefined);
    return (
      info && {
        id: info.Id,
        state: info.State.Status,
        exitCode: info.State.ExitCode,
        image: info.Image,
        endpoints: Object.entries(info.NetworkSettings.Networks)
          .map(([network, place]) => ({ name: network, ipv4: place.IPAddress || null, mac: place.MacAddress || null }))
          .toSorted((one, other) => one.name.localeCompare(other.name)),
      }
    );
  }

  /** What the log says that it was. */
  async function recorded(name: string, at: number | string): Promise<object | undefined> {
    const { body, status } = await rest.as().get(`/v1/containers/${name}?at=${encodeURIComponent(at)}`);
    if (status === 404) return undefined;
    const { id, state, exitCode, image, endpoints } = body;
    return { id, state, exitCode, image, endpoints: endpoints.map(placeOf) };
  }

  const placeOf = ({ name, ipv4, mac }: { name: string; ipv4: string | null; mac: string | null }) => ({
    name,
    ipv4,
    mac,
  });

  /** Most of these will do; what the host refuses changes nothing. */
  async function command(verb: (typeof verbs)[number], name: string): Promise<void> {
    const post = (path: string, body: object = {}) => rest.as().post(path).set('prefer', 'wait=60').send(body);
    const network = `/v1/networks/${rest.name('net')}`;
    switch (verb) {
      case 'create':
        return void (await post('/v1/containers/create', {
          image: 'busybox',
          name,
          init: true,
          cmd: ['sleep', '600'],
        }));
      case 'connect':
      case 'disconnect':
        return void (await post(`${network}/${verb}`, { container: name }));
      case 'rm':
        return void (await rest.as().delete(`/v1/containers/${name}?force=true`).set('prefer', 'wait=60'));
      case 'stop':
      case 'restart':
        return void (await post(`/v1/containers/${name}/${verb}`, { seconds: 1 }));
      default:
        return void (await post(`/v1/containers/${name}/${verb}`));
    }
  }

  async function remember(): Promise<Moment> {
    const truth = Object.fromEntries(await Promise.all(names().map(async (name) => [name, await told(name)])));
    return { position: await rest.runtime.store.head(), time: new Date().toISOString(), truth };
  }

  it('each moment can be asked for afterwards, and is as the engine told it then', async () => {
    const step = fc.tuple(fc.constantFrom(...verbs), fc.integer({ min: 0, max: 2 }));
    const steps = fc.array(step, { minLength: 12, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(steps, async (commands) => {
        const moments: Moment[] = [];
        for (const [verb, which] of [['create', 0], ['create', 1], ['start', 0], ...commands] as typeof commands) {
          await command(verb, names()[which] ?? '');
          moments.push(await remember());
        }
        for (const { position, time, truth } of moments) {
          for (const name of names()) {
            expect({ name, position, was: await recorded(name, position) }).toEqual({
              name,
              position,
              was: truth[name],
            });
            expect({ name, time, was: await recorded(name, time) }).toEqual({ name, time, was: truth[name] });
          }
        }
        for (const name of names()) await command('rm', name);
      }),
      { numRuns: 4, endOnFailure: true },
    );
  }, 180_000);
});
