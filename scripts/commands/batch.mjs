import { contextTar } from '../batch/context-tar.mjs';
import { Drawing } from '../batch/drawing.mjs';
import { followBatch } from '../batch/follow-batch.mjs';
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

/** @param {{ id: string }} job @param {boolean} isPlain */
async function follow({ id }, isPlain) {
  const progress = new Progress();
  const drawing = new Drawing(progress, isPlain);
  const lost = (/** @type {string} */ reason) => drawing.say(`the connection is lost (${reason}); trying again`);
  const stop = () => void end(id, drawing);
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    for await (const news of followBatch(id, { lost })) take(news, progress, drawing);
  } finally {
    drawing.end();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
  for (const build of progress.builds.values()) if (build.state === 'failed') await tellFailure(build);
  const job = await askRest('GET', `/v1/jobs/${id}`);
  process.stderr.write(`  ${job.status === 0 ? '✓' : '✗'} batch ${id}: status ${job.status}\n`);
  return job;
}

/** @param {{ event: import('../batch/follow-batch.mjs').LogEvent } | { progress: any }} news @param {Progress} progress @param {Drawing} drawing */
function take(news, progress, drawing) {
  if ('progress' in news) return drawing.told(progress.tell(news.progress));
  const build = progress.take(news.event);
  if (build) drawing.changed(build);
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
