import type { RecordedEvent } from '#event-sourcing';

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
