import { callBodies } from './call-bodies.js';
import type { Fields, HostPolicy, Message } from './fields.js';
import { type PowerField, powersIn, type ReferenceField, referencesIn, secretsIn } from './powers-in.js';
import { parameterFields, parameterValues, type Query } from './read-parameters.js';

/** What of a request is judged: its query as `readParameters` and its body as `readFields` returned them. */
export interface CallParts {
  readonly query?: Query;
  readonly body?: unknown;
}

/**
 * The fields and parameters of a request that give power over the host. What it refers to may have power of its own: see `referencesOfCall`.
 * Operations that have power as a whole say so in their route.
 */
export function powersOfCall(call: string, request: CallParts, policy: HostPolicy): readonly PowerField[] {
  return partsOf(call, request).flatMap(([fields, message]) => powersIn(fields, message, policy));
}

/**
 * What of the host the fields and parameters of a request name: containers whose namespaces or volumes it shares, networks, volumes and
 * images. Each has to be looked up, and judged by what it is there.
 */
export function referencesOfCall(call: string, request: CallParts): readonly ReferenceField[] {
  return partsOf(call, request).flatMap(([fields, message]) => referencesIn(fields, message));
}

/** The values in a request that never enter the log: passwords and tokens. */
export function secretsOfCall(call: string, request: CallParts): readonly string[] {
  return partsOf(call, request).flatMap(([fields, message]) => secretsIn(fields, message));
}

function partsOf(call: string, { query = {}, body }: CallParts): readonly (readonly [Fields, Message])[] {
  const fields = isListed(call) ? callBodies[call] : undefined;
  return [
    [parameterFields(call), parameterValues(call, query)],
    ...(fields && body !== undefined ? ([[fields, body as Message]] as const) : []),
  ];
}

function isListed(call: string): call is keyof typeof callBodies {
  return Object.hasOwn(callBodies, call);
}
