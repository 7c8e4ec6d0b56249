import createClient from 'openapi-fetch';
import type { components, paths } from '../generated/rest.js';

export type Job = components['schemas']['Job'];
type ProblemBody = components['schemas']['Problem'];

/** Why a request came to nothing: what the API said, or that it did not answer. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
    this.name = 'Problem';
  }
}

const state = { csrf: '', onSignedOut: (): void => undefined };

/** What each request that changes something sends, so that no other site can make one. */
export function setCsrf(csrf: string | null): void {
  state.csrf = csrf ?? '';
}

/** The same, for what is no request of this client. */
export function csrfToken(): string {
  return state.csrf;
}

/** Called when the API knows the session no more. */
export function onSignedOut(listener: () => void): void {
  state.onSignedOut = listener;
}

const safe: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** The API, with the types of its own description. Lists of values in a query are repeated keys, as there. */
export const rest = createClient<paths, 'application/json'>({
  querySerializer: { array: { style: 'form', explode: true } },
});
rest.use({
  onRequest({ request }) {
    if (!safe.has(request.method)) request.headers.set('x-csrf-token', state.csrf);
    return request;
  },
});

/** The data of an answer. @throws Problem */
export async function dataOf<T>(
  call: Promise<{ readonly data?: T; readonly error?: unknown; readonly response: Response }>,
): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem(0, 'unreachable', cause instanceof Error ? cause.message : String(cause));
  });
  if (response.ok) return data as T;
  throw problemOf(response.status, error);
}

/** What a failed answer says, and the sign that the session has ended. */
export function problemOf(status: number, body: unknown): Problem {
  const told = typeof body === 'object' && body !== null ? (body as Partial<ProblemBody>) : {};
  if (status === 401) state.onSignedOut();
  return new Problem(status, told.code ?? 'unknown', told.detail ?? `HTTP ${status}`);
}
