import type { ContainerSpec } from '../container/container-spec.js';
import { commandOf } from './container-line.js';
import { bytes, each, pairs, value, whenTrue, yesOrNo } from './flags.js';
import { at, join, operands, say, type Told } from './told.js';

type Environment = Readonly<Record<string, string>>;

/** A container's specification in the words of `docker run` and `docker create`. What it leaves out, the engine is told as well. */
export function containerOptions(
  verb: 'create' | 'run',
  spec: ContainerSpec,
  env: Environment,
  flags: readonly string[] = [],
): Told {
  const command = commandOf({ Entrypoint: spec.entrypoint, Cmd: spec.cmd });
  return join(
    say('docker', verb, ...flags),
    value('--name')(spec.name ?? ''),
    environment(env),
    at('.labels', pairs('--label')(spec.labels)),
    ...placeOf(spec),
    ...limitsOf(spec),
    { words: command.flags.words, unsaid: command.flags.unsaid.map(() => '.entrypoint') },
    operands(spec.image),
    say(...command.words),
  );
}

export function environment(env: Environment): Told {
  return at('.env', pairs('--env')(env));
}

function placeOf(spec: ContainerSpec): readonly Told[] {
  return [
    value('--hostname')(spec.hostname ?? ''),
    value('--workdir')(spec.workdir ?? ''),
    value('--user')(spec.user ?? ''),
    value('--network')(spec.network),
    each('--network-alias')(spec.aliases),
    each('--publish')(spec.ports),
    each('--volume')(spec.volumes),
    whenTrue('--tty')(spec.tty),
  ];
}

function limitsOf(spec: ContainerSpec): readonly Told[] {
  return [
    bytes('--memory')(spec.memory ?? 0),
    value('--cpus')(spec.cpus ?? ''),
    value('--pids-limit')(spec.pids ?? 0),
    value('--restart')(spec.restart === 'no' ? '' : spec.restart),
    yesOrNo('--init')(spec.init),
    value('--stop-signal')(spec.stopSignal ?? ''),
  ];
}
