import { quoted } from '../job/repeat.js';
import { shellWords } from './shell-words.js';

/** What the form holds, as it was written. */
export interface RunDraft {
  readonly image: string;
  readonly name: string;
  readonly command: string;
  readonly ports: string;
  readonly network: string;
  readonly volumes: string;
  readonly env: string;
  readonly memory: string;
  readonly rm: boolean;
  readonly detach: boolean;
}

/** What is there already, by its names; undefined where that is not known. */
export interface Known {
  readonly containers: readonly string[];
  readonly networks: readonly string[];
}

type Field = 'image' | 'name' | 'command' | 'ports' | 'network' | 'env' | 'memory';
/** The rule that is broken. */
export type Fault = Field | 'nameTaken' | 'hostPorts' | 'containerPorts' | 'noSuchContainer';
export type NetworkMode = 'bridge' | 'host' | 'none' | 'container' | 'own';

/** What a container gets of the network, by what the field says. */
export function modeOf(network: string): NetworkMode {
  if (network === '' || network === 'bridge' || network === 'default') return 'bridge';
  if (network === 'host' || network === 'none') return network;
  return network.startsWith('container:') ? 'container' : 'own';
}

const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;
const portPattern = /^(?:[\d.]+:)?(?:\d{1,5}:)?\d{1,5}(?:\/(?:tcp|udp|sctp))?$/;

const list = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '');
const variables = (text: string) =>
  (shellWords(text) ?? []).map((pair): [string, string] => [
    pair.split('=', 1)[0] ?? '',
    pair.slice(pair.indexOf('=') + 1),
  ]);

/** Which fields break which rule; the API has the last word. */
export function faultsIn(draft: RunDraft, known?: Known): Readonly<Partial<Record<Field, Fault>>> {
  const { image, name, command, env, memory } = draft;
  const broken: Readonly<Record<Field, Fault | false>> = {
    image: image.trim() === '' && 'image',
    name: name !== '' && (namePattern.test(name) ? known?.containers.includes(name) === true && 'nameTaken' : 'name'),
    command: shellWords(command) === undefined && 'command',
    ports: portsFault(draft),
    network: known !== undefined && networkFault(draft.network, known),
    env: (shellWords(env) === undefined || variables(env).some(([key]) => !/^[A-Za-z_]\w*$/.test(key))) && 'env',
    memory: memory !== '' && !(Number(memory) >= 6) && 'memory',
  };
  return Object.fromEntries(Object.entries(broken).filter(([, fault]) => fault !== false));
}

function portsFault({ ports, network }: RunDraft): Fault | false {
  if (list(ports).some((port) => !portPattern.test(port))) return 'ports';
  const mode = modeOf(network);
  if (ports.trim() === '') return false;
  return (mode === 'host' && 'hostPorts') || (mode === 'container' && 'containerPorts');
}

function networkFault(network: string, { containers, networks }: Known): Fault | false {
  const mode = modeOf(network);
  if (mode === 'own') return !networks.includes(network) && 'network';
  return mode === 'container' && !containers.includes(network.slice('container:'.length)) && 'noSuchContainer';
}

/** The body of the request that the form stands for. */
export function requestOf(draft: RunDraft) {
  const cmd = shellWords(draft.command) ?? [];
  const env = Object.fromEntries(variables(draft.env));
  return {
    image: draft.image.trim(),
    rm: draft.rm,
    detach: draft.detach,
    ...(draft.name !== '' && { name: draft.name }),
    ...(cmd.length > 0 && { cmd: [...cmd] }),
    ...(draft.ports.trim() !== '' && { ports: list(draft.ports) }),
    ...(draft.network !== '' && { network: draft.network }),
    ...(draft.volumes.trim() !== '' && { volumes: list(draft.volumes) }),
    ...(Object.keys(env).length > 0 && { env }),
    ...(draft.memory !== '' && { limits: { memory: Number(draft.memory) * 1_048_576 } }),
  };
}

/** The same as a line of the docker CLI. */
export function dockerLineOf(draft: RunDraft): string {
  const flags = [
    ...(draft.rm ? ['--rm'] : []),
    ...(draft.detach ? ['-d'] : []),
    ...(draft.name === '' ? [] : ['--name', draft.name]),
    ...list(draft.ports).flatMap((port) => ['-p', port]),
    ...(draft.network === '' ? [] : ['--network', draft.network]),
    ...list(draft.volumes).flatMap((volume) => ['-v', volume]),
    ...variables(draft.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
    ...(draft.memory === '' ? [] : ['-m', `${draft.memory}m`]),
  ];
  return ['docker', 'run', ...flags, draft.image.trim() || 'IMAGE', ...(shellWords(draft.command) ?? [])]
    .map(quoted)
    .join(' ');
}
