import { DomainError } from '#event-sourcing';
import type { EventCatalog, EventType, RecordedEvent } from '#event-sourcing';

/**
 * Gives each event the newest version of its data. A type that the catalog does not know, which a newer process may have
 * recorded, passes as it is.
 */
export function raiseEvents(events: readonly RecordedEvent[], catalog: EventCatalog): readonly RecordedEvent[] {
  const isOld = ({ type, schemaVersion }: RecordedEvent) => schemaVersion < (catalog[type]?.schemaVersion ?? 0);
  return events.some(isOld) ? events.map((event) => raise(event, catalog[event.type])) : events;
}

function raise(event: RecordedEvent, known: EventType | undefined): RecordedEvent {
  const newest = known?.schemaVersion ?? event.schemaVersion;
  let { data, schemaVersion } = event;
  for (; schemaVersion < newest; schemaVersion++) {
    const upcaster = known?.upcasters?.[schemaVersion];
    if (upcaster === undefined) {
      const message = `${event.type} has no upcaster from version ${schemaVersion}: add it to the catalog.`;
      throw new DomainError('internal', 'upcaster-missing', message);
    }
    data = upcaster(data as never);
  }
  return { ...event, data, schemaVersion };
}
