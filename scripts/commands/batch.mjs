import { contextTar } from '../batch/context-tar.mjs';
import { Drawing } from '../batch/drawing.mjs';
import { followEvents } from '../batch/follow-events.mjs';
import { readOptions } from '../batch/options.mjs';
import { Progress } from '../batch/progress.mjs';
import { sendBatch } from '../batch/send-batch.mjs';
import { askRest, reachRest } from '../rest.mjs';

const lastLines = 20;

/** `./longshore batch`: builds all of a directory, shows how it goes, and ends with the batch's status. @param {string[]} args */
export default async function batch(args) {
  const { directory, kept, request, plan, json, plain, detach } = readOptions(args);
  const answer = await sendBatch(request, contextTar(directory, kept), plan);
  if (plan) return (print(json ? JSON.stringify(answer, null, 2) : planText(answer)), 0);
  if (detach) return (print(json ? JSON.stringify(answer, null, 2) : answer.id), 0);
  const job = await follow(answer, plain || json || !process.stdout.isTTY);
  if (json) print(JSON.stringify(job, null, 2));
  return interrupted ? 130 : job.status;
}

/** How often somebody pressed Ctrl-C. */
let interrupted = 0;

/** @param {{ id: string, pid: number }} job @param {boolean} isPlain */
async function follow({ id, pid }, isPlain) {
  const progress = new Progress();
  const drawing = new Drawing(progress, isPlain);
  const ending = new AbortController();
  const options = {
    signal: ending.signal,
    lost: (/** @type {string} */ reason) => drawing.say(`the connection is lost (${reason}); trying again`),
  };
  const stop = () => void end(id, drawing);
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const shown = show(id, pid, { progress, drawing, options });
  try {
    for await (const { type } of followEvents(`job-${id}`, pid - 1, options)) if (type === 'JobExited') break;
  } finally {
    ending.abort();
    await shown;
    drawing.end();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
  for (const build of progress.builds.values()) if (build.state === 'failed') await tellFailure(build);
  const job = await askRest('GET', `/v1/jobs/${id}`);
  process.stderr.write(`  ${job.status === 0 ? '✓' : '✗'} batch ${id}: status ${job.status}\n`);
  return job;
}

/** @typedef {{ progress: Progress, drawing: Drawing, options: { signal: AbortSignal, lost: (reason: string) => void } }} Shown */

/** Takes in what happens to the builds, until it is told to stop; then what has come until the end. @param {string} id @param {number} pid @param {Shown} shown */
async function show(id, pid, shown) {
  let after = pid - 1;
  for await (const event of followEvents(`batch-${id}`, after, shown.options)) {
    take(event, shown);
    after = event.position;
  }
  for (let next = /** @type {number | null} */ (after); next !== null;) {
    const page = await askRest('GET', `/v1/events?stream=batch-${id}&after=${next}&limit=1000`);
    for (const event of page.items) take(event, shown);
    next = page.next;
  }
}

/** @param {import('../batch/follow-events.mjs').LogEvent} event @param {Shown} shown */
function take(event, { progress, drawing, options }) {
  const build = progress.take(event);
  if (!build) return;
  drawing.changed(build);
  if (event.type === 'BuildDispatched') void count(build, options.signal);
}

/** Counts the steps that a build has begun, as the builder numbers them. @param {import('../batch/progress.mjs').BuildProgress} build @param {AbortSignal} signal */
async function count(build, signal) {
  try {
    const response = await reachRest(`/v1/jobs/${build.job}/output?follow=true`, { signal });
    if (!response.body) return;
    for await (const part of response.body.pipeThrough(new TextDecoderStream()))
      for (const [, step] of part.matchAll(/^(?:Step |#\d+ \[(?:\S+ )*?)(\d+)\/\d+/gm))
        build.done = Math.max(build.done, Number(step));
  } catch {
    // It is for show alone: the events tell how the build ends.
  }
}

/** @param {string} id @param {Drawing} drawing */
async function end(id, drawing) {
  interrupted++;
  const signal = interrupted === 1 ? 'SIGINT' : 'SIGKILL';
  drawing.say(interrupted === 1 ? 'ending the batch; once more kills it' : 'killing the batch');
  await askRest('POST', `/v1/jobs/${id}/signal`, { signal }).catch((error) => drawing.say(error.message));
}

/** @param {import('../batch/progress.mjs').BuildProgress} build */
async function tellFailure({ name, job, reason }) {
  process.stderr.write(`\n  ✗ ${name}: ${reason ?? 'failed'}\n`);
  const response = job && (await reachRest(`/v1/jobs/${job}/output`, {}).catch(() => undefined));
  if (!response?.ok) return;
  const lines = (await response.text()).trimEnd().split('\n').slice(-lastLines);
  process.stderr.write(`${lines.map((line) => `    ${line}`).join('\n')}\n`);
}

/** @param {any} plan */
function planText({ name, levels, builds }) {
  const byName = new Map(builds.map((/** @type {any} */ build) => [build.name, build]));
  return [
    `${name}: ${builds.length} builds`,
    ...levels.flatMap((/** @type {string[]} */ level, /** @type {number} */ index) =>
      level.map((build) => {
        const { tags, needs, warnings } = byName.get(build);
        const after =
          needs.length === 0 ? '' : `  after ${needs.map((/** @type {any} */ need) => need.build).join(', ')}`;
        return [
          `  ${index + 1}. ${build}  ${tags.join(' ')}${after}`,
          ...warnings.map((/** @type {string} */ line) => `       ! ${line}`),
        ].join('\n');
      }),
    ),
  ].join('\n');
}

/** @param {string} text */
function print(text) {
  process.stdout.write(`${text}\n`);
}
