import type { EventCatalog } from '#event-sourcing';
import { batchEvents } from './batch/batch.events.js';
import { buildEvents } from './build/build.events.js';
import { containerEvents } from './container/container.events.js';
import { imageEvents } from './graph/image.events.js';
import { volumeEvents } from './graph/volume.events.js';
import { diskEvents } from './host/disk-use.js';
import { hostEvents } from './host/host.events.js';
import { jobEvents } from './job/job.events.js';
import { networkEvents } from './network/network.events.js';
import { contentEvents } from './observation/fact.js';
import { doorEvents } from './policy/door.events.js';
import { tokenEvents } from './policy/token.events.js';
import { pruneEvents } from './prune/prune-plan.events.js';

/** The types of facts: what hosts did. */
export const factTypes: readonly string[] = [containerEvents, imageEvents, networkEvents, volumeEvents].flatMap(
  Object.keys,
);

/** Every type of event that Longshore records. */
export const eventCatalog: EventCatalog = {
  ...batchEvents,
  ...buildEvents,
  ...containerEvents,
  ...contentEvents,
  ...diskEvents,
  ...doorEvents,
  ...hostEvents,
  ...imageEvents,
  ...jobEvents,
  ...networkEvents,
  ...pruneEvents,
  ...tokenEvents,
  ...volumeEvents,
};
