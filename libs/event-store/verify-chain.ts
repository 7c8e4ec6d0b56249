import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Database } from '#prisma';
import { onLog } from './log-errors.js';

/** What became of a walk along the chain. */
export type ChainVerdict =
  | { readonly holds: true; readonly events: number; readonly head: string }
  | { readonly holds: false; readonly position: number; readonly fault: ChainFault };

/** `gap`: a position is missing; `hash`: it does not follow from its bytes; `body`: the columns say other than the bytes. */
export type ChainFault = 'gap' | 'hash' | 'body';

interface Link {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly body: string;
  readonly hash: string;
}

const genesis = Buffer.alloc(32);

/**
 * Walks the log from its first position and computes every hash anew. A log whose end was cut off holds: only a
 * `head` that was noted elsewhere tells.
 */
export async function verifyChain(database: Database): Promise<ChainVerdict> {
  let position = 0;
  let before: Buffer = genesis;
  for await (const link of linksOf(database)) {
    position++;
    if (link.position !== position) return { holds: false, position, fault: 'gap' };
    const hash = hashOf(before, link);
    if (hash.toString('hex') !== link.hash) return { holds: false, position, fault: 'hash' };
    if (!saysTheSame(link)) return { holds: false, position, fault: 'body' };
    before = hash;
  }
  return { holds: true, events: position, head: before.toString('hex') };
}

function hashOf(before: Buffer, { position, version, body }: Link): Buffer {
  const place = Buffer.alloc(12);
  place.writeBigInt64BE(BigInt(position), 0);
  place.writeInt32BE(version, 8);
  return createHash('sha256').update(before).update(place).update(body, 'utf8').digest();
}

/** The columns beside the body are an index to it, and must not lead elsewhere. */
function saysTheSame({ stream, id, type, time, body }: Link): boolean {
  const said: Readonly<Record<string, unknown>> = JSON.parse(body);
  const isSame = said['stream'] === stream && said['id'] === id && said['type'] === type && said['time'] === time;
  return isSame && canonicalize(said) === body;
}

/** All rows in order, a page at a time, each page as one JSON text: see readPage. */
async function* linksOf({ prisma }: Database): AsyncGenerator<Link> {
  for (let after = 0; ;) {
    const [page] = await onLog(
      () => prisma.$queryRaw<{ links: string | null }[]>`
        select json_agg(json_build_object(
                 'position', position, 'stream', stream, 'version', version, 'id', id, 'type', type, 'body', body,
                 'time', to_char(time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                 'hash', encode(hash, 'hex')) order by position)::text as links
        from (select *, sum(octet_length(body)) over (order by position) - octet_length(body) < 8388608 as fits
              from (select * from events where position > ${after} order by position limit 1000) as rows) as page
        where fits`,
    );
    const links: readonly Link[] = JSON.parse(page?.links ?? '[]');
    if (links.length === 0) return;
    yield* links;
    after = links.at(-1)?.position ?? after;
  }
}
