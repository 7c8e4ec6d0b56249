/**
 * How far a build of a batch is.
 *
 * @typedef {object} BuildProgress
 * @property {string} name
 * @property {string[]} needs
 * @property {'waiting' | 'running' | 'shared' | 'built' | 'failed' | 'cancelled' | 'skipped'} state
 * @property {{ done: number, of: number }} steps
 * @property {{ code: string, sentence: string }} [why] it waits
 * @property {string} [job]
 * @property {string} [host]
 * @property {string} [reason]
 * @property {number} [startedAt] ms since the epoch
 * @property {number} [endedAt]
 */

/** A batch as its events tell it, and REST from time to time. */
export class Progress {
  /** @type {Map<string, BuildProgress>} */
  builds = new Map();
  /** @type {any} */
  #told;

  /** @param {{ type: string, data: any, time: string }} event @returns {BuildProgress | undefined} the build that has changed */
  take({ type, data, time }) {
    if (type === 'BatchBuildsPlanned') for (const plan of data.builds) this.#known(plan);
    const build = this.builds.get(data.build);
    if (!build) return undefined;
    const at = Date.parse(time);
    if (type === 'BuildDispatched')
      Object.assign(build, { state: 'running', job: data.job, host: data.host, startedAt: at, reason: undefined });
    else if (type === 'BuildShared')
      Object.assign(build, { state: 'shared', job: data.job, startedAt: at, reason: `built for "${data.with}" too` });
    else if (type === 'BuildRetried')
      Object.assign(build, { state: 'waiting', reason: `try ${data.attempt} was in vain: ${data.reason}` });
    else if (type === 'BuildSettled')
      Object.assign(build, { state: data.outcome, job: data.job ?? build.job, endedAt: at, reason: data.reason });
    return build;
  }

  /** Takes in how far the batch is. @param {any} told @returns {BuildProgress[]} builds that wait for another reason than before */
  tell({ items, ...told }) {
    this.#told = told;
    return items.flatMap((/** @type {any} */ { progress, why, ...item }) => {
      const build = this.#known(item);
      const isNews = why !== null && why.code !== build.why?.code && build.state === 'waiting';
      Object.assign(build, { steps: progress.steps, why: why ?? undefined });
      return isNews ? [build] : [];
    });
  }

  /** How many builds have ended. */
  get done() {
    return [...this.builds.values()].filter(({ endedAt }) => endedAt !== undefined).length;
  }

  /** How far all of it is, in a line. */
  get summary() {
    const { name = '', progress, estimate } = this.#told ?? {};
    const steps = progress ? `, ${progress.steps.done} of ${progress.steps.of} steps` : '';
    const left =
      estimate && this.done < this.builds.size ? `, about ${durationText(estimate.remainingSeconds)} left` : '';
    return `${name && `${name}: `}${this.done} of ${this.builds.size} builds${steps}${left}`;
  }

  /** The build of a plan, which may be new. @param {any} plan @returns {BuildProgress} */
  #known({ name, needs, steps }) {
    const known = this.builds.get(name);
    if (known) return known;
    const needed = needs.map((/** @type {{ build: string }} */ need) => need.build);
    /** @type {BuildProgress} */
    const build = { name, needs: needed, state: 'waiting', steps: { done: 0, of: steps } };
    this.builds.set(name, build);
    return build;
  }
}

/** @param {number} seconds */
function durationText(seconds) {
  const minutes = Math.round(seconds / 60);
  if (minutes < 2) return `${Math.ceil(seconds)} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
