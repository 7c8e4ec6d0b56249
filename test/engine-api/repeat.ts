import { execFile } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';
import type { CommandView } from '../../apps/api/rest/jobs/job-command.js';
import type { JobView } from '../../apps/api/rest/jobs/job-view.js';
import type { Door } from './door.js';

/** A container of the CLI, and the line that repeats it. */
export interface Repeatable extends CommandView {
  readonly line: string;
}

/** Runs a line of shell whose `docker` speaks with the door; gives its stdout. */
export async function shell(door: Door, line: string, program = 'docker'): Promise<string> {
  const path = [dirname(program), process.env['PATH']].join(delimiter);
  const env = { ...process.env, PATH: path, DOCKER_HOST: door.dockerHost, DOCKER_CONFIG: door.folder };
  const running = promisify(execFile)('sh', ['-c', line], { env });
  running.child.stdin?.end();
  return (await running).stdout;
}

/** The line that repeats a job. */
export async function lineOf(door: Door, job: JobView | undefined): Promise<Repeatable> {
  const { body } = await door.as().get(`/v1/jobs/${job?.id}/command`).expect(200);
  if (typeof body.line !== 'string') throw new Error(`no line: ${JSON.stringify(body)}`);
  return body as Repeatable;
}

/** The line that repeats the newest job of that name; with `made` of the newest that made what has this id. */
export async function lineOfNewest(door: Door, name: string, made?: string): Promise<Repeatable> {
  const jobs = await door.jobs(`?name=${name}&limit=20`);
  const isMeant = ({ result }: JobView) => Object.values(result ?? {}).includes(made);
  return lineOf(door, made === undefined ? jobs[0] : jobs.find(isMeant));
}

/** The words that a shell reads from a line. */
export async function wordsIn(line: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('sh', ['-c', `printf '%s\\0' ${line}`]);
  return stdout.split('\0').slice(0, -1);
}
