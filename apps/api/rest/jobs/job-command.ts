import { commandLineOf, type Job, partsOfRun, runWithin } from '#domain';
import type { JobQueries } from '#read-models';
import { z } from 'zod';

/** A job as the command line that repeats it, as REST shows it. */
export const commandSchema = z.strictObject({
  line: z.string().nullable().describe('For a POSIX shell; null where the docker CLI has no such command'),
  words: z.array(z.string()).readonly().describe('The same as words, with a fingerprint in place of each secret'),
  unsaid: z.array(z.string()).readonly().describe('Fields of the arguments that the line cannot say'),
  secrets: z
    .array(z.strictObject({ variable: z.string(), fingerprint: z.string() }))
    .readonly()
    .describe('Variables of the shell that must hold a secret before the line is run'),
  stdin: z
    .strictObject({ digest: z.string(), size: z.int() })
    .nullable()
    .describe('The bytes that the job had as its stdin'),
  host: z.string().describe('The host that it ran on; the line goes to whichever host the shell is set to'),
});

export type CommandView = z.output<typeof commandSchema>;

/** The other jobs that one command of the CLI may be, for those that do not tell all by themselves. */
const parts: Readonly<Record<string, readonly string[]>> = { create: partsOfRun, 'exec.start': ['exec.create'] };

/** The command line of a job. The read models tell what else its command was; they must have caught up. */
export async function commandOf(job: Job, jobs: JobQueries): Promise<CommandView> {
  const { line = null, ...said } = commandLineOf(job, await besides(job, jobs));
  return { line, ...said, stdin: job.stdin ?? null, host: job.host };
}

/** The jobs of the same actor and host, a moment before and after it, that may be parts of the same command. */
async function besides(job: Job, jobs: JobQueries): Promise<readonly Job[]> {
  const since = timeNear(job.submittedAt, -runWithin);
  const until = timeNear(job.endedAt ?? job.submittedAt, runWithin + 1);
  const filter = { actor: job.actor.name, host: job.host, since, until };
  const pages = (parts[job.name] ?? []).map((name) => jobs.list({ ...filter, name }, { limit: 1_000 }));
  return (await Promise.all(pages)).flatMap(({ items }) => items);
}

function timeNear(time: string, milliseconds: number): string {
  return new Date(Date.parse(time) + milliseconds).toISOString();
}

/** The same as a script: what must be known of the line stands above it, as comments. */
export function scriptOf({ line, unsaid, secrets, stdin }: CommandView): string {
  const comments = [
    ...(unsaid.length > 0 ? [`Not said: ${unsaid.map((place) => JSON.stringify(place)).join(', ')}`] : []),
    ...secrets.map(({ variable, fingerprint }) => `Set ${variable} to what ${fingerprint} stands for`),
    ...(stdin ? [`Its stdin: ${stdin.digest}`] : []),
    ...(line === null ? ['The docker CLI has no such command.'] : []),
  ];
  return [...comments.map((comment) => `# ${comment}`), ...(line === null ? [] : [line]), ''].join('\n');
}

/** Whether a client asks for text, and does not take JSON before it. */
export function wantsScript(accept = ''): boolean {
  const types = accept.split(',').map((range) => range.split(';', 1)[0]?.trim().toLowerCase());
  return types.find((type) => type === 'text/plain' || type === 'application/json') === 'text/plain';
}
