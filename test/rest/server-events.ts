/** A server-sent event as a client reads it. */
export interface ReceivedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** Opens a stream of events, and reads it until it ends or its reader stops. */
export async function* serverEvents(
  url: string,
  headers: Readonly<Record<string, string>>,
): AsyncGenerator<ReceivedEvent, void, void> {
  const ending = new AbortController();
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: ending.signal });
  if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  try {
    let text = '';
    for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
      text += part;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      yield* blocks.filter((block) => !block.startsWith(':')).map(received);
    }
  } finally {
    ending.abort();
  }
}

function received(block: string): ReceivedEvent {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? '';
  return { id: field('id'), event: field('event'), data: JSON.parse(field('data')) as unknown };
}

/** The first `count` events; the stream is closed then. */
export async function take(count: number, events: AsyncIterable<ReceivedEvent>): Promise<readonly ReceivedEvent[]> {
  const taken: ReceivedEvent[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}
