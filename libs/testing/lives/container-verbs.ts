import type { ContainerSnapshot } from '#domain';
import { containerOf, dockerId, factOfContainer, imageOf, removalOf } from '../facts.js';
import type { Verb } from './host.js';

const anyState = ['created', 'running', 'paused', 'exited'];

/** What can happen to a container. */
export const containerVerbs: Readonly<Record<string, Verb>> = {
  create: ({ containers, circumstances }, which, other) => {
    if (containers.has(which)) return [];
    const container = createdContainer(which, other);
    containers.set(which, container);
    return [factOfContainer('ContainerCreated', container, circumstances)];
  },
  start: changing('ContainerStarted', ['created', 'exited'], started),
  exit: changing('ContainerExited', ['running', 'paused'], exited),
  pause: changing('ContainerPaused', ['running'], () => ({ state: 'paused' })),
  unpause: changing('ContainerUnpaused', ['paused'], () => ({ state: 'running' })),
  rename: changing(
    'ContainerRenamed',
    anyState,
    ({ name }) => ({ name: `${name}x` }),
    ({ name }) => ({ from: name }),
  ),
  update: changing('ContainerUpdated', anyState, () => ({ restart: 'always' })),
  connect: changing('ContainerConnected', anyState, connected, (_, other) => ({ network: dockerId(`net${other}`) })),
  disconnect: changing('ContainerDisconnected', anyState, disconnected, (_, other) => ({
    network: dockerId(`net${other}`),
  })),
  remove: ({ containers, circumstances }, which) => {
    const container = containers.get(which);
    containers.delete(which);
    return container === undefined ? [] : [removalOf('container', container, circumstances)];
  },
};

type Change<Result> = (container: ContainerSnapshot, other: number) => Result;

/** Changes a container that is there, and in one of the states. */
function changing(
  type: Parameters<typeof factOfContainer>[0],
  states: readonly string[],
  change: Change<Partial<ContainerSnapshot>>,
  besides: Change<{ readonly from?: string; readonly network?: string }> = () => ({}),
): Verb {
  return ({ containers, circumstances }, which, other) => {
    const before = containers.get(which);
    if (before === undefined || !states.includes(before.state)) return [];
    const after = { ...before, ...change(before, other) };
    containers.set(which, after);
    return [factOfContainer(type, after, { ...circumstances, ...besides(before, other) })];
  };
}

/** With a place on a network, with ports, or with volumes. */
function createdContainer(which: number, other: number): ContainerSnapshot {
  const fixed = { container: 80, protocol: 'tcp', ip: '0.0.0.0', host: 8_080 };
  const free = { container: 443, protocol: 'tcp', ip: '::', host: 0 };
  return containerOf({
    name: `c${which}`,
    id: dockerId(`container ${which}`),
    image: imageOf(`image ${other}`).id,
    endpoints: other === 0 ? [] : [{ network: '', name: 'bridge', aliases: [] }],
    portBindings: other === 1 ? [fixed, free] : [],
    mounts: other === 2 ? [mountOf(0, '/data'), mountOf(1, '/more'), mountOf(0, '/twice')] : [],
  });
}

function mountOf(volume: number, destination: string): ContainerSnapshot['mounts'][number] {
  return { type: 'volume', name: `volume${volume}`, source: '/v', destination, mode: 'z', writable: true };
}

/** Its address differs from start to start, or is the same. */
function started({ endpoints, portBindings }: ContainerSnapshot, other: number): Partial<ContainerSnapshot> {
  return {
    state: 'running',
    endpoints: endpoints.map((endpoint, n) => ({
      ...endpoint,
      network: dockerId(endpoint.name),
      ipv4: `172.17.0.${2 + other + n}`,
      ...(other === 0 && { ipv6: 'FD00:0:0::2' }),
      mac: '02:42:ac:11:00:02',
    })),
    ports: portBindings.map((port) => ({ ...port, host: port.host || 32_768 + other })),
  };
}

function exited({ endpoints }: ContainerSnapshot, other: number): Partial<ContainerSnapshot> {
  const without = endpoints.map(({ name, network, aliases }) => ({ name, network, aliases }));
  return { state: 'exited', exitCode: other, ports: [], endpoints: other === 0 ? endpoints : without };
}

function connected({ endpoints }: ContainerSnapshot, other: number): Partial<ContainerSnapshot> {
  const name = `net${other}`;
  const place = { network: dockerId(name), name, aliases: [], ipv4: `10.0.${other}.2` };
  return { endpoints: [...endpoints.filter((endpoint) => endpoint.name !== name), place] };
}

function disconnected({ endpoints }: ContainerSnapshot, other: number): Partial<ContainerSnapshot> {
  return { endpoints: endpoints.filter(({ name }) => name !== `net${other}`) };
}
