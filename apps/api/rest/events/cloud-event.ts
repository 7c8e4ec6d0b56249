import type { RecordedEvent } from '#event-sourcing';
import { z } from 'zod';

/** An event as CloudEvents 1.0 writes it; what that does not name stands in extension attributes. */
export function cloudEvent({
  id,
  type,
  stream,
  time,
  data,
  position,
  version,
  schemaVersion,
  metadata,
}: RecordedEvent) {
  const { actor, correlationId, causationId, traceparent, sourceAddress, userAgent } = metadata;
  return {
    specversion: '1.0',
    id,
    source: '/longshore',
    type,
    subject: stream,
    time,
    datacontenttype: 'application/json',
    position,
    streamversion: version,
    schemaversion: schemaVersion,
    actor: actor.name,
    actorkind: actor.kind,
    ...(actor.token !== undefined && { actortoken: actor.token }),
    correlationid: correlationId,
    ...(causationId !== undefined && { causationid: causationId }),
    ...(traceparent !== undefined && { traceparent }),
    ...(sourceAddress !== undefined && { sourceaddress: sourceAddress }),
    ...(userAgent !== undefined && { useragent: userAgent }),
    data,
  };
}

/** A page of events, for the description of the API. */
export const eventPage = z.strictObject({
  items: z.array(
    z.looseObject({
      id: z.uuid(),
      type: z.string(),
      subject: z.string().describe('The stream'),
      time: z.iso.datetime(),
      position: z.int(),
      streamversion: z.int(),
      actor: z.string(),
      actorkind: z.string(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
  next: z.int().nullable().describe('Send it as `after` for the next page'),
});
