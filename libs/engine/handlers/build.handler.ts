import { baseTag, exitStatus, reservationTag } from '#domain';
import { contextOn } from '../batches/dockerfile-on.js';
import type { Exit, Handler } from '../handler.js';
import type { JobProcess } from '../job-process.js';
import { assertJudged, judgeNetwork } from './container-create.js';
import { ignoreGone, pushTag } from './publish.handler.js';

type BuildProcess = JobProcess<'build'>;

/** Builds an image from the context on stdin. */
export const buildHandler: Handler<'build'> = {
  actsAtOnce: true,
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
function reservation(process: BuildProcess): string {
  return reservationTag(process.id);
}

async function build(process: BuildProcess): Promise<string> {
  const { args: buildArgs, on = {}, unnamed, push: _, credentials: __, ...args } = process.args;
  const tags = args.tags.length > 0 || unnamed ? [...args.tags, reservation(process)] : [];
  const { again } = process;
  if (again !== undefined) await process.output.say(`longshore: building again, since ${again}`);
  if (args.network !== undefined) await assertJudged(args.network, process.host);
  await process.beginEffect(again === undefined ? {} : { again });
  const { steps, stdin } = process;
  const read = steps ? steps.readContext(stdin, args.dockerfile) : stdin;
  const bases = await nameBases(process, on);
  const isChanged = Object.keys(bases).length > 0;
  const context = isChanged ? contextOn(read, args.dockerfile, { images: bases, args: buildArgs }) : read;
  try {
    const { image } = await process.host.graph.buildImage(
      { ...args, args: buildArgs, tags, context },
      { ...process.io, ...(steps && { progress: steps }) },
    );
    return image;
  } finally {
    await forgetBases(process, bases);
  }
}

/** What stands in the Dockerfile for each reference: an image's id, or where the builder takes none, a name that it has for as long as the build goes on. */
async function nameBases(process: BuildProcess, on: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const bases: Record<string, string> = {};
  for (const [index, [ref, image]] of Object.entries(on).entries()) {
    if (process.args.builder === 'classic') bases[ref] = image;
    else {
      bases[ref] = baseTag(process.id, index);
      await process.host.graph.tagImage(image, bases[ref]);
    }
  }
  return bases;
}

async function forgetBases({ args, host }: BuildProcess, bases: Readonly<Record<string, string>>): Promise<void> {
  if (args.builder === 'classic') return;
  for (const tag of Object.values(bases)) await host.graph.removeImage(tag, { force: false }).catch(ignoreGone);
}

/** Sets the tags that a death may have left out, then gives the reservation up, unless others go by it. */
async function done(process: BuildProcess, image: string): Promise<Exit<'build'>> {
  const { graph } = process.host;
  const { tags, unnamed, push } = process.args;
  if (process.isRetry) for (const tag of tags) await graph.tagImage(image, tag);
  const pushed: Record<string, string> = {};
  for (const ref of push ? tags : []) pushed[ref] = await pushTag(process, ref);
  if (tags.length > 0 && !unnamed) await graph.removeImage(reservation(process), { force: false }).catch(ignoreGone);
  const result = { image, tags, contextDigest: process.stdinDigest ?? '', ...(push && { pushed }) };
  return { status: exitStatus.ok, result };
}
