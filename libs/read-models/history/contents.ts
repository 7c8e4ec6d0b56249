import type { ContentEvent, ImageDetail } from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import type { Prisma } from '#prisma';

export type RecordedContent = RecordedEvent & ContentEvent;

/** Keeps where each bulky detail stands in the log, and the layers of images. */
export async function keepContents(
  contents: readonly RecordedContent[],
  transaction: Prisma.TransactionClient,
): Promise<void> {
  const rows = contents.map(({ stream, position }) => ({ digest: digestOf(stream), position }));
  await transaction.$executeRaw`
    insert into contents select * from json_populate_recordset(null::contents, ${JSON.stringify(rows)}::json)
    on conflict do nothing`;
  const layers = contents.flatMap(layersOf);
  if (layers.length === 0) return;
  await transaction.$executeRaw`
    insert into layers select * from json_populate_recordset(null::layers, ${JSON.stringify(layers)}::json)
    on conflict do nothing`;
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
