import { DomainError } from '#event-sourcing';
import type { Appended, RecordedEvent } from '#event-sourcing';
import type { UnitOutcome } from './append-batch.js';
import type { Unit } from './prepare-unit.js';

/** What the caller of an append is told: where its events stand now. `undefined` when they stood there before. */
export function settleUnit({ events }: Unit, row: UnitOutcome): Appended | undefined {
  switch (row.outcome) {
    case 'recorded':
      return appended(events.map(({ body }, index) => recordedAt(body, index, row)));
    case 'repeated':
      return undefined;
    case 'id-taken':
      throw new DomainError('conflict', 'event-id-taken', 'Some of these events are recorded already, others are not.');
    case 'conflict':
      throw versionConflict(events, row);
  }
}

/** The answer for events in the order given. */
export function appended(events: readonly RecordedEvent[]): Appended {
  const positions = events.map(({ position }) => position);
  return { firstPosition: positions[0] ?? 0, lastPosition: positions.at(-1) ?? 0, events };
}

function recordedAt(body: string, index: number, { first_position: first, versions }: UnitOutcome): RecordedEvent {
  return { ...JSON.parse(body), position: Number(first) + index, version: versions?.[index] };
}

function versionConflict(events: Unit['events'], { stream, actual }: UnitOutcome): DomainError {
  const expected = events.find((event) => event.stream === stream && event.expected !== null)?.expected;
  const message = `${stream} is at version ${actual}, not ${expected}: read it again and decide anew.`;
  return new DomainError('conflict', 'version-conflict', message);
}
