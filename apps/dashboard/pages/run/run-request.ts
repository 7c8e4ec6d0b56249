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

type Field = 'image' | 'name' | 'command' | 'ports' | 'env' | 'memory';
const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;
const portPattern = /^(?:[\d.]+:)?(?:\d{1,5}:)?\d{1,5}(?:\/(?:tcp|udp|sctp))?$/;

const list = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '');
const variables = (text: string) =>
  (shellWords(text) ?? []).map((pair): [string, string] => [
    pair.split('=', 1)[0] ?? '',
    pair.slice(pair.indexOf('=') + 1),
  ]);

/** Which fields break a rule; the API has the last word. */
export function faultsIn(draft: RunDraft): Readonly<Partial<Record<Field, true>>> {
  const isWrong: Readonly<Record<Field, boolean>> = {
    image: draft.image.trim() === '',
    name: draft.name !== '' && !namePattern.test(draft.name),
    command: shellWords(draft.command) === undefined,
    ports:
      list(draft.ports).some((port) => !portPattern.test(port)) || (draft.network === 'host' && draft.ports !== ''),
    env: shellWords(draft.env) === undefined || variables(draft.env).some(([name]) => !/^[A-Za-z_]\w*$/.test(name)),
    memory: draft.memory !== '' && !(Number(draft.memory) >= 6),
  };
  return Object.fromEntries(Object.entries(isWrong).filter(([, wrong]) => wrong)) as Partial<Record<Field, true>>;
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
