import type { ContentEvent, ImageDetail } from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import type { Prisma } from '#prisma';

export type RecordedContent = RecordedEvent & ContentEvent;

/** Keeps where each bulky detail stands in the log, and the layers of images. */
export async function keepContents(
  contents: readonly RecordedContent[],
  transaction: Prisma.TransactionClient,
): Promise<void> {
  const rows = rowsOfContents(contents);
  await transaction.$executeRaw`
    insert into contents select * from json_populate_recordset(null::contents, ${JSON.stringify(rows.get('contents'))}::json)
    on conflict do nothing`;
  await transaction.$executeRaw`
    insert into layers select * from json_populate_recordset(null::layers, ${JSON.stringify(rows.get('layers'))}::json)
    on conflict do nothing`;
}

/** The rows that they make, by table. */
export function rowsOfContents(
  contents: readonly RecordedContent[],
): ReadonlyMap<'contents' | 'layers', readonly object[]> {
  return new Map([
    ['contents', contents.map(({ stream, position }) => ({ digest: digestOf(stream), position }))],
    ['layers', contents.flatMap(layersOf)],
  ]);
}

function digestOf(stream: string): string {
  return stream.slice('content-'.length);
}

function layersOf({ stream, data: { kind, content } }: RecordedContent): readonly object[] {
  if (kind !== 'image') return [];
  const { layers } = content as unknown as ImageDetail;
  return layers.map(({ diffId, chainId, size, instruction }, index) => ({
    detail: digestOf(stream),
    index,
    diff_id: diffId,
    chain_id: chainId,
    size,
    instruction,
  }));
}
