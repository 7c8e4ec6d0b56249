import type { HostEvent } from '#engine';
import { describe, expect, it } from 'vitest';
import { readEngineEvents } from './engine-events.js';

const start = {
  status: 'start',
  id: 'a'.repeat(64),
  from: 'busybox',
  Type: 'container',
  Action: 'start',
  Actor: { ID: 'a'.repeat(64), Attributes: { image: 'busybox', name: 'grüße-⚓' } },
  scope: 'local',
  time: 1_795_502_268,
};

/** As the engine writes it: a number for which a double has no room. */
const line = (event: object = {}, timeNano = '1795502268094626931') =>
  `${JSON.stringify({ ...start, ...event }).slice(0, -1)},"timeNano":${timeNano}}`;

const started: HostEvent = {
  kind: 'container',
  action: 'start',
  id: 'a'.repeat(64),
  attributes: { image: 'busybox', name: 'grüße-⚓' },
  at: '2026-11-24T06:37:48.094626931Z',
};

describe("an engine's events", () => {
  it('are told with all digits of their time', async () => expect(await read(`${line()}\n`)).toEqual([started]));

  it('are told with the zeros at the beginning of the nanoseconds', async () =>
    expect(await read(`${line({}, '1795502268000000007')}\n`)).toMatchObject([
      { at: '2026-11-24T06:37:48.000000007Z' },
    ]));

  it('are whole wherever their bytes are cut, in the middle of a character too', async () => {
    const bytes = Buffer.from(`${line()}\n${line()}\n`);
    for (let cut = 1; cut < bytes.length; cut++)
      expect(await read(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual([started, started]);
    expect(await read(...Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual([started, started]);
  });

  it('come many in a chunk, with blank lines between them', async () =>
    expect(await read(`\n${line()}\n\r\n\n${line()}\n`)).toEqual([started, started]));

  it('are dropped when their connection ends in the middle of them', async () =>
    expect(await read(`${line()}\n${line().slice(0, 40)}`)).toEqual([started]));

  it('of kinds that nobody here knows are left out', async () => {
    const others = ['builder', 'config', 'daemon', 'node', 'plugin', 'secret', 'service'].map((Type) => line({ Type }));
    expect(await read([...others, line(), ''].join('\n'))).toEqual([started]);
  });

  it('lose what stands after the colon of an exec', async () => {
    const actions = ['exec_create: sh -c "echo a: b"', 'exec_start: sh', 'exec_die', 'exec_detach'];
    const events = await read(actions.map((Action) => `${line({ Action })}\n`).join(''));
    expect(events.map(({ action }) => action)).toEqual(['exec_create', 'exec_start', 'exec_die', 'exec_detach']);
    for (const { attributes } of events) expect(attributes).toEqual(started.attributes);
  });

  it('tell the health that stands after the colon, whatever a label says of it', async () => {
    const Actor = { ID: 'a'.repeat(64), Attributes: { health: 'a label' } };
    expect(await read(`${line({ Action: 'health_status: unhealthy', Actor })}\n`)).toMatchObject([
      { action: 'health_status', attributes: { health: 'unhealthy' } },
    ]);
  });

  it('may have no attributes', async () => {
    for (const Attributes of [null, undefined])
      expect(await read(`${line({ Actor: { ID: 'x', Attributes } })}\n`)).toMatchObject([{ id: 'x', attributes: {} }]);
  });

  it('are not led astray by a label that is called like the time', async () => {
    const Actor = { ID: 'x', Attributes: { timeNano: '5', odd: '"timeNano":5' } };
    expect(await read(`${line({ Actor })}\n`)).toMatchObject([{ at: started.at }]);
  });
});

async function read(...chunks: readonly (string | Uint8Array)[]): Promise<readonly HostEvent[]> {
  const events: HostEvent[] = [];
  for await (const event of readEngineEvents(bytesOf(chunks))) events.push(event);
  return events;
}

async function* bytesOf(chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}
