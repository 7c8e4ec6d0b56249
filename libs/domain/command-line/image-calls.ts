import type { CallArgs } from '../engine-api/call-args.js';
import { isMessage } from '../engine-api/fields.js';
import { type CallLine, eachText, filtersIn, line, parseJson, registry, tellQuery, textOf, whenOn } from './call.js';
import { nameOf } from './image-name.js';
import { saidApart, value } from './flags.js';
import { join, nothing, operands, say, type Told } from './told.js';

const named = { repo: saidApart, tag: saidApart };

/** How the CLI says the operations on images. */
export const imageCalls: Readonly<Record<string, CallLine>> = {
  ImageCreate: (call) => (textOf(call.query, 'fromSrc') === '' ? pull(call) : importImage(call)),
  ImageDelete: line({
    words: 'rmi',
    query: {
      force: whenOn('--force'),
      noprune: whenOn('--no-prune'),
      platforms: (is: string | readonly string[]) => eachText('--platform')([is].flat().map(platformText)),
    },
    operands: ({ image }) => [image],
  }),
  ImageLoad: (call) =>
    join(say('docker', 'load'), tellQuery({ platform: platform, quiet: whenOn('--quiet') }, call.query), {
      words: [],
      unsaid: ['stdin'],
    }),
  ImagePrune: ({ query }) => tellPrune('image', query, ({ isAll }) => isAll),
  ImagePush: push,
  ImageTag: line({
    words: 'tag',
    query: named,
    operands: ({ image, query }) => [image, nameOf(query)],
  }),
};

function pull(call: CallArgs): Told {
  const { query } = call;
  const isAll = textOf(query, 'tag') === '' && !/[@:][^/]*$/.test(textOf(query, 'fromImage'));
  return join(
    say('docker', 'pull'),
    isAll ? say('--all-tags') : nothing,
    tellQuery({ ...named, fromImage: saidApart, platform: value('--platform') }, query),
    operands(isAll ? textOf(query, 'fromImage') : nameOf(query, textOf(query, 'fromImage'))),
    registry(call),
  );
}

function importImage({ query }: CallArgs): Told {
  const source = textOf(query, 'fromSrc');
  const flags = {
    ...named,
    changes: eachText('--change'),
    fromSrc: saidApart,
    message: value('--message'),
    platform: value('--platform'),
  };
  return join(
    say('docker', 'import'),
    tellQuery(flags, query),
    operands(source, nameOf(query)),
    source === '-' ? { words: [], unsaid: ['stdin'] } : nothing,
  );
}

function push(call: CallArgs): Told {
  const { image = '', query } = call;
  const isAll = textOf(query, 'tag') === '';
  return join(
    say('docker', 'push'),
    isAll ? say('--all-tags') : nothing,
    tellQuery({ platform, tag: saidApart }, query),
    operands(isAll ? image : nameOf(query, image)),
    registry(call),
  );
}

/** Prunes ask before they act, unless they are told not to. */
export function tellPrune(
  what: string,
  query: CallArgs['query'],
  saysAll: (found: { readonly isAll: boolean; readonly filters: readonly string[] }) => boolean,
): Told {
  const all = filtersIn(textOf(query, 'filters'));
  const isAll = all.some((filter) => ['all=1', 'all=true', 'dangling=0', 'dangling=false'].includes(filter));
  const filters = all.filter((filter) => !/^(?:all|dangling)=/.test(filter));
  return join(
    say('docker', what, 'prune', '--force'),
    saysAll({ isAll, filters }) ? say('--all') : nothing,
    say(...filters.flatMap((filter) => ['--filter', filter])),
    tellQuery({ filters: saidApart }, query),
  );
}

const platform = (is: string) => value('--platform')(platformText(is));

/** A platform, which the Engine API has in JSON: `linux/arm64/v8`. */
function platformText(text: string): string {
  const is = parseJson(text);
  if (!isMessage(is)) return '';
  return [is['os'], is['architecture'], is['variant']]
    .filter((part) => typeof part === 'string' && part !== '')
    .join('/');
}
