import { DomainError } from '#event-sourcing';
import { Prisma } from '#prisma';
import { z } from 'zod';

const RawQueryFailure = z.object({
  driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }),
});

/** SQLSTATE classes with which Postgres refuses a statement for what it says: it left nothing and never will succeed. */
const refusals = new Set(['0A', '21', '22', '23', '2F', '38', '39', '42', 'P0']);

/** What a failure of the database means to a caller of the log: nothing was recorded, or nobody knows. */
export function toLogError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const state = sqlState(error);
  if (state !== undefined && refusals.has(state.slice(0, 2))) {
    return new DomainError('internal', 'log-refused', `The log refused the statement (${state}).`, { cause: error });
  }
  const message = 'The event log cannot be reached: try again, with the same event ids.';
  return new DomainError('unavailable', 'log-unavailable', message, { cause: error });
}

/** True when the statement certainly left nothing. */
export function isRefused(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'log-refused';
}

/** True when it is worth trying again: the database is away, or busy. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof DomainError && error.kind === 'unavailable';
}

/** True when Prisma made the error out of what the database, or the way to it, did. */
export function isFromDatabase(error: unknown): boolean {
  return (
    error instanceof Prisma.PrismaClientKnownRequestError ||
    error instanceof Prisma.PrismaClientUnknownRequestError ||
    error instanceof Prisma.PrismaClientInitializationError
  );
}

/** Runs queries, and lets their failures come out as DomainErrors. */
export async function onLog<Result>(query: () => Promise<Result>): Promise<Result> {
  try {
    return await query();
  } catch (error) {
    throw toLogError(error);
  }
}

/** Prisma tells the code of Postgres among the details of its own error. */
function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined;
  return RawQueryFailure.safeParse(error.meta).data?.driverAdapterError.cause.originalCode;
}
