import { type ReceivedEvent, serverEvents } from '../rest/server-events.js';

/** Follows what happens to a batch until it ends, as a browser does: when the connection breaks, it goes on behind the last event that has an id. */
export async function followBatch(
  id: string,
  url: () => string,
  headers: Readonly<Record<string, string>>,
): Promise<readonly ReceivedEvent[]> {
  const got: ReceivedEvent[] = [];
  while (!(got.at(-1)?.event === 'JobExited' && isOf(id, got.at(-1)))) {
    const last = got.findLast(({ id: position }) => position !== '')?.id;
    const from = { ...headers, ...(last !== undefined && { 'last-event-id': last }) };
    try {
      for await (const event of serverEvents(`${url()}/v1/batches/${id}/events`, from)) got.push(event);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return got;
}

function isOf(id: string, event: ReceivedEvent | undefined): boolean {
  return JSON.stringify(event?.data).includes(`job-${id}`);
}
