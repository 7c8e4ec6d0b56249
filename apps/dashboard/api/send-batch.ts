import { csrfToken, Problem, problemOf } from './client.js';

interface Sending {
  /** The part `batch`. */
  readonly batch: object;
  /** The part `context`: a tar. */
  readonly context: Blob;
  readonly signal: AbortSignal;
  /** Told of the bytes that are on their way, of all. */
  readonly onProgress?: (sent: number, all: number) => void;
}

/**
 * Sends a batch with its context. `fetch` does not tell how far it has come; this does.
 *
 * @param query `?plan=true`, where it is only to be told what would be built
 * @throws Problem
 */
export function sendBatch<T>(query: '' | '?plan=true', { batch, context, signal, onProgress }: Sending): Promise<T> {
  const form = new FormData();
  form.append('batch', new Blob([JSON.stringify(batch)], { type: 'application/json' }));
  form.append('context', context, 'context.tar');
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/v1/batches${query}`);
    request.setRequestHeader('x-csrf-token', csrfToken());
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress?.(loaded, total));
    request.addEventListener('load', () => {
      if (request.status < 300) resolve(request.response as T);
      else reject(problemOf(request.status, request.response));
    });
    request.addEventListener('error', () => reject(new Problem(0, 'unreachable', 'The connection broke off.')));
    request.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')));
    signal.addEventListener('abort', () => request.abort());
    if (signal.aborted) return reject(new DOMException('Aborted', 'AbortError'));
    request.send(form);
  });
}
