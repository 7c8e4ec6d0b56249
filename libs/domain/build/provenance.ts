import { DomainError } from '#event-sourcing';
import type { BuildRecord } from './build-record.js';

/** An event of a build in the log. */
export interface EventPlace {
  readonly position: number;
  readonly type: string;
  /** SHA-256 of it and of all before it, hexadecimal. */
  readonly hash: string;
}

/** What of ours the statement names. They are names, and need not lead anywhere. */
const ours = 'https://longshore.io';

/**
 * How an image came to be, as an in-toto statement (v1) with SLSA's provenance (v1).
 *
 * @throws DomainError `build-without-image` while there is none
 */
export function provenanceOf(record: BuildRecord, events: readonly EventPlace[]) {
  const { id, image, tags, host, builder } = record;
  if (image === null)
    throw new DomainError(
      'conflict',
      'build-without-image',
      `Build ${id} has made no image (${record.outcome}), so there is nothing to tell the provenance of. GET /v1/builds/${id} says what became of it.`,
    );
  const names = tags.length > 0 ? tags : [image];
  return {
    _type: 'https://in-toto.io/Statement/v1' as const,
    subject: names.map((name) => ({ name, digest: digestOf(image) })),
    predicateType: 'https://slsa.dev/provenance/v1' as const,
    predicate: {
      buildDefinition: {
        buildType: `${ours}/build/v1`,
        externalParameters: externalOf(record),
        internalParameters: { host },
        resolvedDependencies: dependenciesOf(record),
      },
      runDetails: {
        builder: { id: `${ours}/hosts/${host}/${builder}` },
        metadata: { invocationId: id, startedOn: record.startedAt, finishedOn: record.endedAt },
        byproducts: events.map(({ position, type, hash }) => ({
          name: type,
          uri: `/v1/events?after=${position - 1}&limit=1`,
          annotations: { position, hash },
        })),
      },
    },
  };
}

/** What the actor chose. */
function externalOf({ actor, builder, inputs, tags }: BuildRecord) {
  const { context: _, dockerfile, ...chosen } = inputs;
  return { ...chosen, actor, builder, dockerfile: dockerfile.path, tags };
}

/** What it was made from, by digest. */
function dependenciesOf({ inputs, bases }: BuildRecord) {
  const { context, dockerfile, remote } = inputs;
  return [
    ...(context ? [{ name: 'context', digest: digestOf(context.digest) }] : []),
    ...(remote === null ? [] : [{ name: 'context', uri: remote }]),
    ...(dockerfile.digest === null
      ? []
      : [{ name: `context/${dockerfile.path}`, digest: digestOf(dockerfile.digest) }]),
    ...bases.map(({ name, image, digests }) => ({
      name,
      // The id of an image is the digest of its configuration; where the host has none, the registry's digest names it.
      digest: digestOf(image ?? digests[0]?.split('@')[1] ?? ''),
      annotations: { repoDigests: digests },
    })),
  ];
}

function digestOf(digest: string): Readonly<Record<string, string>> {
  const [algorithm = '', value] = digest.split(':');
  return value === undefined ? {} : { [algorithm]: value };
}
