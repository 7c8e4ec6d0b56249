import { verifyChain } from '#event-store';
import type { ChainFault, ChainVerdict } from '#event-store';
import { openDatabase } from '#prisma';

const meaning: Readonly<Record<ChainFault, string>> = {
  gap: 'the event at this position is missing',
  hash: 'its hash does not follow from the event before it and its own bytes',
  body: 'its columns say other than its bytes',
};

/** `longshore verify`: walks the log in DATABASE_URL, prints what it found and answers with the exit status. */
export async function verify(url = process.env['DATABASE_URL']): Promise<number> {
  if (url === undefined) throw new Error('DATABASE_URL is not set: run ./longshore up, or source .longshore/env.');
  const database = openDatabase(url);
  try {
    const verdict = await verifyChain(database);
    console.log(describe(verdict));
    return verdict.holds ? 0 : 1;
  } finally {
    await database.close();
  }
}

function describe(verdict: ChainVerdict): string {
  if (verdict.holds) return `ok: ${verdict.events} events, head ${verdict.head}`;
  return `position ${verdict.position} does not hold (${verdict.fault}): ${meaning[verdict.fault]}`;
}

if (import.meta.main) process.exitCode = await verify();
