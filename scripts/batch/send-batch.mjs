import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { Complaint } from '../complaint.mjs';
import { reachRest } from '../rest.mjs';

/**
 * Sends a batch and the tar of its shared context, as that is made.
 *
 * @param {object} request the part `batch`
 * @param {AsyncIterable<Uint8Array>} tar
 * @param {boolean} isPlan only ask what would be built
 * @returns {Promise<any>} the batch's job, or the plan; a refusal is a Complaint in its own words
 */
export async function sendBatch(request, tar, isPlan) {
  const boundary = `longshore-${randomUUID()}`;
  const response = await reachRest(`/v1/batches${isPlan ? '?plan=true' : ''}`, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'idempotency-key': randomUUID() },
    body: /** @type {any} */ (Readable.toWeb(Readable.from(parts(boundary, request, tar)))),
    duplex: 'half',
  }).catch((error) => {
    if (error instanceof Complaint) throw error;
    throw new Complaint(
      `the batch could not be sent (${error.cause?.code ?? error.cause?.message ?? error.message})`,
      './longshore status tells whether Longshore is up',
    );
  });
  const answer = await response.json();
  if (!response.ok) throw new Complaint(answer.detail ?? `the batch was answered with ${response.status}`);
  return answer;
}

/** @param {string} boundary @param {object} request @param {AsyncIterable<Uint8Array>} tar */
async function* parts(boundary, request, tar) {
  const head = (/** @type {string} */ name, /** @type {string} */ more) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`);
  yield head('batch', '');
  yield Buffer.from(JSON.stringify(request));
  yield Buffer.from('\r\n');
  yield head('context', '; filename="context.tar"\r\nContent-Type: application/x-tar');
  yield* tar;
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}
