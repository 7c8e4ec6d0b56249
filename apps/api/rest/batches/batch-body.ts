import { type BatchRequest, batchRequest, type Intake } from '#engine';
import { DomainError } from '#event-sourcing';
import type { FastifyRequest } from 'fastify';
import { partsOf } from './multipart.js';

/** Of the part `batch`: 10,000 builds take some MiB. */
const longestRequest = 16_777_216;
const ownContext = 'context.';

/** Reads the body of `POST /v1/batches`: JSON by itself, or multipart with the JSON first and contexts behind it, which are taken in. */
export async function readBatch(request: FastifyRequest, intake: Intake): Promise<BatchRequest> {
  if (!isMultipart(request)) return asRequest(request.body);
  let batch: BatchRequest | undefined;
  for await (const { name, bytes } of partsOf(request)) {
    if (!batch && name !== 'batch') throw unknownPart(name, 'The first part is "batch"');
    if (!batch) batch = asRequest(await readJson(bytes));
    else if (name === 'context') await intake.takeShared(bytes);
    else if (name.startsWith(ownContext)) await intake.takeOwn(name.slice(ownContext.length), bytes);
    else throw unknownPart(name, 'Behind "batch" come "context" and "context.<build>"');
  }
  return batch ?? asRequest(undefined);
}

function isMultipart({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.toLowerCase().startsWith('multipart/form-data') ?? false;
}

async function readJson(bytes: AsyncIterable<Uint8Array>): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of bytes) {
    length += part.length;
    if (length > longestRequest)
      throw new DomainError(
        'too-large',
        'batch-too-large',
        'The part "batch" is larger than 16 MiB. Send the builds in several batches.',
      );
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    throw new DomainError('invalid', 'json-invalid', 'The part "batch" is not JSON. Send a JSON object in UTF-8.');
  }
}

function asRequest(value: unknown): BatchRequest {
  const parsed = batchRequest.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const told = parsed.error.issues
    .slice(0, 5)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
  throw new DomainError('invalid', 'args-invalid', `${told.join('; ')}.`);
}

function unknownPart(name: string, rule: string): DomainError {
  return new DomainError('invalid', 'multipart-invalid', `There is a part "${name.slice(0, 200)}". ${rule}.`);
}
