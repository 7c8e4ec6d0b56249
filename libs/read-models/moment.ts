import { DomainError } from '#event-sourcing';
import type { Database } from '#prisma';

/**
 * The position that `at` names: a position, or a time (RFC 3339), which means the last position that was recorded by then. Without `at` it
 * is the last one of all.
 *
 * @throws DomainError `moment-invalid` when `at` is neither, is in the future, or comes before the first event
 */
export async function positionAt(database: Database, at: string | undefined): Promise<number> {
  const end = await endOfLog(database);
  if (at === undefined) return end;
  if (/^\d{1,15}$/.test(at)) return checkedPosition(Number(at), end);
  const time = Date.parse(at);
  if (!/^\d{4}-\d\d-\d\dT/.test(at) || Number.isNaN(time)) throw invalid(`"${at}" is no moment.`);
  if (time > Date.now()) throw invalid(`${at} is in the future.`);
  const position = await positionBy(database, new Date(time));
  if (position === 0) throw invalid(`${at} is before the first event.`);
  return position;
}

/** The last position that was recorded by then; 0 before the first event. */
export async function positionBy({ prisma }: Database, time: Date): Promise<number> {
  const [row] = await prisma.$queryRaw<readonly { readonly position: bigint | null }[]>`
    select position_at(${time}) as position`;
  return Number(row?.position ?? 0);
}

async function endOfLog({ prisma }: Database): Promise<number> {
  const [row] = await prisma.$queryRaw<readonly { readonly position: bigint }[]>`
    select position from events order by position desc limit 1`;
  return Number(row?.position ?? 0);
}

function checkedPosition(position: number, end: number): number {
  if (position > end) throw invalid(`Position ${position} is in the future: the log ends at ${end}.`);
  if (position < 1) throw invalid(`Position ${position} is before the first event, which is 1.`);
  return position;
}

function invalid(problem: string): DomainError {
  const message = `${problem} Send a time such as 2026-11-24T14:05:00Z, not later than now, or a position of the log.`;
  return new DomainError('invalid', 'moment-invalid', message);
}
