import type { CallArgs } from '../engine-api/call-args.js';
import { isMessage, type Message } from '../engine-api/fields.js';
import type { Job } from '../job/job.js';
import { bodyOf, type CallLine } from './call.js';
import { each, saidApart, value, whenTrue } from './flags.js';
import { type Flags, join, nothing, operands, say, tell, type Told } from './told.js';

const execFlags: Flags = {
  AttachStderr: saidApart,
  AttachStdin: whenTrue('--interactive'),
  AttachStdout: saidApart,
  Cmd: saidApart,
  /** It is the size of the terminal that the line is typed in. */
  ConsoleSize: saidApart,
  Detach: saidApart,
  DetachKeys: value('--detach-keys'),
  Env: each('--env'),
  Privileged: whenTrue('--privileged'),
  Tty: whenTrue('--tty'),
  User: value('--user'),
  WorkingDir: value('--workdir'),
  detachKeys: value('--detach-keys'),
};

/** How the CLI says that a program is run in a container. What starts it has the id of an exec alone: its creation tells the rest. */
export const execCalls: Readonly<Record<string, CallLine>> = {
  ContainerExec: (call: CallArgs) => {
    const body = bodyOf(call);
    return join(
      say('docker', 'exec'),
      isDetached(body) ? say('--detach') : nothing,
      tell(execFlags, body),
      streams(body),
      operands(call.container),
      say(...((body['Cmd'] ?? []) as readonly string[])),
    );
  },
};

function isDetached({ AttachStdin, AttachStdout, AttachStderr }: Message): boolean {
  return ![AttachStdin, AttachStdout, AttachStderr].includes(true);
}

/** The CLI is attached to both of its outputs, or detached. */
function streams(body: Message): Told {
  if (isDetached(body)) return nothing;
  const unsaid = ['AttachStdout', 'AttachStderr'].filter((name) => body[name] !== true);
  return { words: [], unsaid: unsaid.map((name) => `.${name}`) };
}

/** Among `others` the call that created what an `exec.start` starts. */
export function creationOf(start: CallArgs, others: readonly Job[]): Job | undefined {
  return others.find(({ name, exit }) => {
    const body = exit?.result?.['body'];
    return name === 'exec.create' && isMessage(body) && body['Id'] === start.exec;
  });
}
