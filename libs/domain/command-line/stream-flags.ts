import type { Message } from '../engine-api/fields.js';
import type { Told } from './told.js';

const attachable = ['AttachStdin', 'AttachStdout', 'AttachStderr'] as const;

/** Which streams a container is attached to. What the CLI would make of the flags is compared with what was asked for. */
export function tellStreams(body: Message, isDetached: boolean): Told {
  const attached = attachable.filter((name) => body[name] === true);
  const isUsual =
    attached.includes('AttachStdout') &&
    attached.includes('AttachStderr') &&
    attached.includes('AttachStdin') === (body['OpenStdin'] ?? false);
  const named = isDetached || isUsual ? [] : attached;
  const made = madeOf(body, named, isDetached);
  return {
    words: named.flatMap((name) =>
      name === 'AttachStdin' && body['OpenStdin'] === true
        ? []
        : ['--attach', name.slice('Attach'.length).toLowerCase()],
    ),
    unsaid: Object.entries(made)
      .filter(([name, is]) => is !== (body[name] ?? false))
      .map(([name]) => `.${name}`),
  };
}

function madeOf(body: Message, named: readonly string[], isDetached: boolean): Readonly<Record<string, boolean>> {
  const isOpen = body['OpenStdin'] === true;
  const stdin = !isDetached && (isOpen || named.includes('AttachStdin'));
  return {
    AttachStdin: stdin,
    AttachStdout: !isDetached && (named.length === 0 || named.includes('AttachStdout')),
    AttachStderr: !isDetached && (named.length === 0 || named.includes('AttachStderr')),
    StdinOnce: stdin && isOpen,
  };
}
