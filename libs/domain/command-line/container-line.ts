import type { Message } from '../engine-api/fields.js';
import { isMessage, isNothing } from '../engine-api/fields.js';
import { containerFlags } from './container-flags.js';
import { tellNetworks } from './endpoint-flags.js';
import { value } from './flags.js';
import { hostFlags } from './host-flags.js';
import { tellStreams } from './stream-flags.js';
import { at, join, nothing, operands, say, tell, type Told } from './told.js';

/** How a container came to run. */
export interface Running {
  /** Nobody was attached to it. */
  readonly isDetached: boolean;
  /** The keys that leave it, where somebody was attached. */
  readonly detachKeys?: string;
}

/** What is said of a container beside its body. */
interface Naming {
  readonly name?: string;
  readonly platform?: string;
}

/** `docker run` or, of a container that did not run at once, `docker create`. */
export function tellContainer(body: Message, { name = '', platform = '' }: Naming, running?: Running): Told {
  const { HostConfig: host, Image: image } = body;
  const isDetached = running?.isDetached ?? false;
  const command = commandOf(body);
  return join(
    say('docker', running ? 'run' : 'create'),
    isDetached ? say('--detach') : nothing,
    value('--detach-keys')(running?.detachKeys ?? ''),
    value('--name')(name),
    value('--platform')(platform),
    tellStreams(body, isDetached),
    tell(containerFlags, body),
    at('.HostConfig', tell(hostFlags, isMessage(host) ? host : {})),
    tellNetworks(body),
    command.flags,
    operands(typeof image === 'string' ? image : ''),
    say(...command.words),
  );
}

/** An entrypoint of several words: the flag takes the first, and the others come before the command. It runs the same, and is told otherwise. */
export function commandOf({ Entrypoint: entrypoint, Cmd: cmd }: Message): {
  readonly flags: Told;
  readonly words: readonly string[];
} {
  const command = listOf(cmd);
  if (isNothing(entrypoint)) return { flags: nothing, words: command };
  const [program = '', ...words] = listOf(entrypoint);
  return {
    flags: { words: ['--entrypoint', program], unsaid: words.length > 0 ? ['.Entrypoint'] : [] },
    words: [...words, ...command],
  };
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
