/**
 * How far a build of a batch is.
 *
 * @typedef {object} BuildProgress
 * @property {string} name
 * @property {string[]} needs
 * @property {'waiting' | 'running' | 'shared' | 'built' | 'failed' | 'cancelled' | 'skipped'} state
 * @property {number} steps of all
 * @property {number} done steps that have begun
 * @property {string} [job]
 * @property {string} [host]
 * @property {string} [reason]
 * @property {number} [startedAt] ms since the epoch
 * @property {number} [endedAt]
 */

/** A batch as its events tell it. */
export class Progress {
  /** @type {Map<string, BuildProgress>} */
  builds = new Map();
  isPaused = false;
  needsApproval = false;

  /** @param {{ type: string, data: any, time: string }} event @returns {BuildProgress | undefined} the build that has changed */
  take({ type, data, time }) {
    if (type === 'BatchPlanned') this.needsApproval = data.policies.approval;
    if (type === 'BatchApproved') this.needsApproval = false;
    if (type === 'BatchPaused' || type === 'BatchResumed') this.isPaused = type === 'BatchPaused';
    if (type === 'BatchBuildsPlanned') for (const plan of data.builds) this.#add(plan);
    const build = this.builds.get(data.build);
    if (!build) return undefined;
    const at = Date.parse(time);
    if (type === 'BuildDispatched')
      Object.assign(build, {
        state: 'running',
        job: data.job,
        host: data.host,
        startedAt: at,
        done: 0,
        reason: undefined,
      });
    else if (type === 'BuildShared')
      Object.assign(build, { state: 'shared', job: data.job, startedAt: at, reason: `built for "${data.with}" too` });
    else if (type === 'BuildRetried')
      Object.assign(build, { state: 'waiting', reason: `try ${data.attempt} was in vain: ${data.reason}` });
    else if (type === 'BuildSettled')
      Object.assign(build, { state: data.outcome, job: data.job ?? build.job, endedAt: at, reason: data.reason });
    return build;
  }

  /** Why a build waits, as far as its batch tells. @param {BuildProgress} build */
  whyWaits({ needs, reason }) {
    if (this.needsApproval) return 'waits for approval';
    if (this.isPaused) return 'paused';
    const open = needs.filter((name) => this.builds.get(name)?.state !== 'built');
    if (open.length > 0)
      return `waits for ${open.slice(0, 3).join(', ')}${open.length > 3 ? ` and ${open.length - 3} more` : ''}`;
    return reason ?? 'waits for its turn';
  }

  /** @param {any} plan */
  #add({ name, needs, steps }) {
    const needed = needs.map((/** @type {{ build: string }} */ need) => need.build);
    this.builds.set(name, { name, needs: needed, state: 'waiting', steps, done: 0 });
  }
}
