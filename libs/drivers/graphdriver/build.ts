import { Readable } from 'node:stream';
import type { BuildIo, ImageBuild } from '#engine';
import type { EngineConnection } from '../connection/engine-connection.js';
import { hostFailure } from '../connection/engine-errors.js';
import { followProgress } from '../connection/follow-progress.js';
import { readBuildProgress } from './build-progress.js';

/**
 * Builds an image: the context goes up as it comes, the progress comes down as it is taken.
 *
 * BuildKit reads the context from the request too, and needs no session for it (seen on 20.10); a session would carry build secrets,
 * ssh agents and registry credentials.
 */
export async function buildImage(
  engine: EngineConnection,
  build: ImageBuild,
  io: BuildIo,
): Promise<{ readonly image: string }> {
  const upload = Readable.from(build.context, { objectMode: false });
  try {
    const response = await engine.open({
      method: 'POST',
      path: '/build',
      query: buildQuery(build),
      upload,
      signal: io.signal,
    });
    const read = readBuildProgress(build.builder);
    const { ID: image } = await followProgress(engine, response, io, async (message) => {
      for (const { news, text } of read(message)) {
        if (io.progress) await io.progress.take(news, text);
        else if (text.length > 0) await io.output.write('stdout', text);
      }
    });
    if (typeof image !== 'string') throw hostFailure('The host ended the build without an image; see its output.');
    return { image };
  } catch (error) {
    // The connection is torn down when the context cannot be read; that is the reason to tell.
    throw (!io.signal.aborted && upload.errored) || error;
  } finally {
    upload.destroy();
  }
}

function buildQuery(
  build: ImageBuild,
): Readonly<Record<string, string | boolean | readonly string[] | Readonly<Record<string, string>> | undefined>> {
  return {
    version: build.builder === 'buildkit' ? '2' : '1',
    dockerfile: build.dockerfile,
    t: build.tags,
    target: build.target,
    buildargs: build.args,
    labels: build.labels,
    platform: build.platform,
    networkmode: build.network,
    nocache: build.noCache,
    pull: build.pull,
    rm: true,
    forcerm: true,
  };
}
