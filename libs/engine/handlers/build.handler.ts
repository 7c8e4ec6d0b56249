import { exitStatus, reservationTag } from '#domain';
import { DomainError } from '#event-sourcing';
import type { Exit, Handler } from '../handler.js';
import type { JobProcess } from '../job-process.js';
import { assertJudged, judgeNetwork } from './container-create.js';

/** Builds an image from the context on stdin. */
export const buildHandler: Handler<'build'> = {
  async prepare({ args, host }) {
    if (!host || args.network === undefined) return { args, warnings: [] };
    return { args: { ...args, network: await judgeNetwork(args.network, host) }, warnings: [] };
  },
  async run(process) {
    const found = process.isRetry ? await process.host.graph.inspectImage(reservation(process)) : undefined;
    return done(process, found?.id ?? (await build(process)));
  },
};

/**
 * A name that tells a retry that the image has been built: a label would do so too, but changes the image's id.
 * An image without tags gets none, since taking the last name from an image removes it; its retry builds from the cache.
 */
function reservation(process: JobProcess<'build'>): string {
  return reservationTag(process.id);
}

async function build(process: JobProcess<'build'>): Promise<string> {
  const { args: buildArgs, ...args } = process.args;
  const tags = args.tags.length > 0 ? [...args.tags, reservation(process)] : [];
  if (process.isRetry)
    await process.output.say('longshore: building again, since the worker of the earlier start has gone');
  if (args.network !== undefined) await assertJudged(args.network, process.host);
  await process.beginEffect();
  const { steps, stdin } = process;
  const context = steps ? steps.readContext(stdin, args.dockerfile) : stdin;
  const { image } = await process.host.graph.buildImage(
    { ...args, args: buildArgs, tags, context },
    { ...process.io, ...(steps && { progress: steps }) },
  );
  return image;
}

/** Sets the tags that a death may have left out, then gives the reservation up. */
async function done(process: JobProcess<'build'>, image: string): Promise<Exit<'build'>> {
  const { graph } = process.host;
  const { tags } = process.args;
  if (process.isRetry) for (const tag of tags) await graph.tagImage(image, tag);
  if (tags.length > 0) await graph.removeImage(reservation(process), { force: false }).catch(ignoreGone);
  return { status: exitStatus.ok, result: { image, tags, contextDigest: process.stdinDigest ?? '' } };
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof DomainError && error.code === 'host-not-found')) throw error;
}
