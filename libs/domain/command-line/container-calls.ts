import type { CallArgs } from '../engine-api/call-args.js';
import { nameOf } from './image-name.js';
import { bodyOf, type CallLine, eachText, filters, line, tellQuery, textOf, whenOn } from './call.js';
import { given, saidApart, value } from './flags.js';
import { updateFlags } from './resource-flags.js';
import { join, nothing, operands, say, tell, type Flags, type Told } from './told.js';

const container = ({ container: ref }: CallArgs) => [ref];
const ending: Flags = { signal: value('--signal'), t: given('-t') };

/** How the CLI says the operations on containers. The one that makes them is said with what became of it. */
export const containerCalls: Readonly<Record<string, CallLine>> = {
  ContainerAttach: attach,
  ContainerAttachWebsocket: attach,
  ContainerDelete: line({
    words: 'rm',
    query: { force: whenOn('--force'), link: whenOn('--link'), v: whenOn('--volumes') },
    operands: container,
  }),
  ContainerKill: line({ words: 'kill', query: { signal: value('--signal') }, operands: container }),
  ContainerLogs: logs,
  ContainerPause: line({ words: 'pause', operands: container }),
  ContainerPrune: line({ words: 'container prune --force', query: { filters } }),
  ContainerRename: line({
    words: 'rename',
    query: { name: saidApart },
    operands: ({ container: ref, query }) => [ref, textOf(query, 'name')],
  }),
  ContainerRestart: line({ words: 'restart', query: ending, operands: container }),
  ContainerStart: line({ words: 'start', query: { detachKeys: value('--detach-keys') }, operands: container }),
  ContainerStats: stats,
  ContainerStop: line({ words: 'stop', query: ending, operands: container }),
  ContainerUnpause: line({ words: 'unpause', operands: container }),
  ContainerUpdate: line({ words: 'update', body: updateFlags, operands: container }),
  ContainerWait: wait,
  ImageCommit: commit,
  /** What is copied is a tar that the line reads from its stdin. */
  PutContainerArchive: ({ container: ref, query }) =>
    join(
      say('docker', 'cp'),
      tellQuery({ copyUIDGID: whenOn('--archive'), noOverwriteDirNonDir: saidApart, path: saidApart }, query),
      say('-', `${ref}:${textOf(query, 'path')}`),
      { words: [], unsaid: ['stdin'] },
    ),
};

function attach({ container: ref, query }: CallArgs): Told {
  const isMute = textOf(query, 'stdin') !== '1';
  const streams = { stderr: saidApart, stdin: saidApart, stdout: saidApart, stream: saidApart };
  return join(
    say('docker', 'attach'),
    isMute ? say('--no-stdin') : nothing,
    tellQuery({ detachKeys: value('--detach-keys'), ...streams }, query),
    operands(ref),
  );
}

/** The CLI always shows both streams. */
function logs({ container: ref, query }: CallArgs): Told {
  const streams = ['stdout', 'stderr'].filter((name) => textOf(query, name) !== '1').map((name) => `query.${name}`);
  return join(say('docker', 'logs'), tellQuery(logFlags, query), { words: [], unsaid: streams }, operands(ref));
}

/** How `docker logs` says what is shown. */
export const logFlags: Flags = {
  details: whenOn('--details'),
  follow: whenOn('--follow'),
  since: value('--since'),
  stderr: saidApart,
  stdout: saidApart,
  tail: value('--tail'),
  timestamps: whenOn('--timestamps'),
  until: value('--until'),
};

function stats({ container: ref, query }: CallArgs): Told {
  const isOne = textOf(query, 'stream') === '0' || textOf(query, 'one-shot') === '1';
  return join(
    say('docker', 'stats'),
    isOne ? say('--no-stream') : nothing,
    tellQuery({ 'one-shot': saidApart, stream: saidApart }, query),
    operands(ref),
  );
}

function wait({ container: ref, query }: CallArgs): Told {
  const isUsual = ['', 'not-running'].includes(textOf(query, 'condition'));
  return join(say('docker', 'wait'), tellQuery(isUsual ? { condition: saidApart } : {}, query), operands(ref));
}

/** What of an image is otherwise than of its container, the CLI says as lines of a Dockerfile. */
function commit(call: CallArgs): Told {
  const { query } = call;
  const flags = {
    author: value('--author'),
    changes: eachText('--change'),
    comment: value('--message'),
    container: saidApart,
    pause: (is: string) => (is === '0' ? say('--pause=false') : nothing),
    repo: saidApart,
    tag: saidApart,
  };
  return join(
    say('docker', 'commit'),
    tellQuery(flags, query),
    tell({}, bodyOf(call)),
    operands(textOf(query, 'container'), nameOf(query)),
  );
}
