import { isJobName, jobTypes } from '#domain';

/** The two lanes of a host: builds and transfers shall not hold up what is quick. */
export type Lane = 'heavy' | 'light';

export const lanes: readonly Lane[] = ['heavy', 'light'];

export function laneOf(jobName: string): Lane {
  const lane = isJobName(jobName) ? jobTypes[jobName].lane : 'light';
  return lane === 'group' ? 'light' : lane;
}

/** Whether a job is a group of jobs, which no queue takes. */
export function isGroup(jobName: string): boolean {
  return isJobName(jobName) && jobTypes[jobName].lane === 'group';
}

/** The BullMQ queue of a lane of a host. */
export function queueName(host: string, lane: Lane): string {
  return `${host}-${lane}`;
}

/** BullMQ's priority of a niceness: 1 is first. Its 0 would run before all others. */
export function priorityOf(nice: number): number {
  return nice + 21;
}
