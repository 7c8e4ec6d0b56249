import type { CallArgs, CallPath } from '#domain';
import { DomainError } from '#event-sourcing';
import type { EngineApiRequest } from '../ports/index.js';
import { registryHeader } from './registry-header.js';

/** Where the labels of what an operation makes stand in its body. */
const labelled: ReadonlySet<string> = new Set(['ContainerCreate', 'NetworkCreate', 'VolumeCreate']);

/**
 * Writes the request of a call from its arguments: what was judged, and nothing else. What it makes carries the labels of its job.
 *
 * @throws DomainError `args-invalid`
 */
export function requestOf(args: CallArgs, labels: Readonly<Record<string, string>>): EngineApiRequest {
  const [method = '', template = ''] = args.request.split(' ', 2);
  const body = labelled.has(args.call) ? withLabels({ ...args.body }, labels) : args.body;
  return {
    method,
    path: fillPath(template, args),
    query: args.query,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...registryHeader(args.call, args.registryAuth),
    },
    ...(body && { body: Buffer.from(JSON.stringify(body)) }),
  };
}

/**
 * Puts what is named into a path; the slashes of an image's name stay. What would lead to another operation (nothing, `.`, `..`) is
 * refused: an engine cleans such paths.
 *
 * @throws DomainError `args-invalid`
 */
export function fillPath(template: string, names: CallPath): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const ref = names[name as keyof CallPath] ?? '';
    const segments = ref.split('/');
    if (ref.isWellFormed() && !segments.some((segment) => ['', '.', '..'].includes(segment)))
      return segments.map(encodeURIComponent).join('/');
    throw new DomainError(
      'invalid',
      'args-invalid',
      `${name}: "${ref}" is not a name or an id; look it up in the list.`,
    );
  });
}

function withLabels(
  body: Readonly<Record<string, unknown>>,
  labels: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return { ...body, Labels: { ...(body['Labels'] as object | undefined), ...labels } };
}
