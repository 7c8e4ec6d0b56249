import type { HostEvent } from '#engine';
import { fromNanoseconds } from './engine-time.js';

interface EngineEvent {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes?: Readonly<Record<string, string>> | null };
  readonly timeNano: number;
}

const kinds: ReadonlySet<string> = new Set(['container', 'image', 'network', 'volume']);

/** Read as text: a number would lose its last digits. */
const exactTime = /"timeNano":(\d+)/;

/** Reads the stream of an engine's events, a JSON document a line. */
export async function* readEngineEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<HostEvent, void, void> {
  for await (const line of linesOf(bytes)) {
    const event = JSON.parse(line) as EngineEvent;
    if (kinds.has(event.Type)) yield toHostEvent(event, exactTime.exec(line)?.[1] ?? String(event.timeNano));
  }
}

async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line.trim() !== '');
  }
}

function toHostEvent({ Type, Action, Actor }: EngineEvent, nanoseconds: string): HostEvent {
  const [action = '', detail] = Action.split(': ', 2);
  return {
    kind: Type as HostEvent['kind'],
    action,
    id: Actor.ID,
    attributes: { ...Actor.Attributes, ...(action === 'health_status' && detail !== undefined && { health: detail }) },
    at: fromNanoseconds(nanoseconds),
  };
}
