import { DomainError } from '#event-sourcing';

/** Removes a thing. On a retry its absence means that an earlier start has removed it. */
export async function doneWhenGone<Result>(
  process: { readonly isRetry: boolean },
  remove: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await remove();
  } catch (error) {
    if (process.isRetry && error instanceof DomainError && error.code === 'host-not-found') return undefined;
    throw error;
  }
}
