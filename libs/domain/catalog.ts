import type { EventCatalog } from '#event-sourcing';
import { jobEvents } from './job/job.events.js';
import { tokenEvents } from './policy/token.events.js';

/** Every type of event that Longshore records. */
export const eventCatalog: EventCatalog = { ...jobEvents, ...tokenEvents };
