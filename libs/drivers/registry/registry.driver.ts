import type { ImageInspectInfo } from 'dockerode';
import type { Registry, RegistryCredentials, WorkIo } from '#engine';
import type { EngineConnection } from '../connection/engine-connection.js';
import { hostFailure } from '../connection/engine-errors.js';
import { enginePath } from '../connection/engine-path.js';
import { followProgress } from '../connection/follow-progress.js';
import { familiarRepository, type ImageName, registryOf, splitImageName } from '../image-name.js';

/** Pulls and pushes of a Docker Engine. Without a tag `latest` is meant, as on the command line. */
export class DockerodeRegistry implements Registry {
  constructor(private readonly engine: EngineConnection) {}

  async pullImage(
    pull: { readonly ref: string; readonly platform?: string; readonly credentials?: RegistryCredentials },
    io: WorkIo,
  ): Promise<{ readonly image: string; readonly digest?: string }> {
    const name = splitImageName(pull.ref);
    const version = name.digest ?? name.tag ?? 'latest';
    const response = await this.engine.open({
      method: 'POST',
      path: '/images/create',
      query: { fromImage: name.repository, tag: version, platform: pull.platform },
      registryAuth: registryAuth(name, pull.credentials),
      signal: io.signal,
    });
    await followProgress(this.engine, response, io);
    const local = `${name.repository}${name.digest ? '@' : ':'}${version}`;
    const image = await this.engine.call<ImageInspectInfo>({ method: 'GET', path: enginePath`/images/${local}/json` });
    const digest = name.digest ?? digestIn(name.repository, image.RepoDigests ?? []);
    return { image: image.Id, ...(digest !== undefined && { digest }) };
  }

  async pushImage(
    push: { readonly ref: string; readonly credentials?: RegistryCredentials },
    io: WorkIo,
  ): Promise<{ readonly digest: string }> {
    const name = splitImageName(push.ref);
    const response = await this.engine.open({
      method: 'POST',
      path: enginePath`/images/${name.digest ? push.ref : name.repository}/push`,
      query: { tag: name.digest ? undefined : (name.tag ?? 'latest') },
      // The engine refuses a push without the header, even to a registry that asks nobody who they are.
      registryAuth: registryAuth(name, push.credentials) ?? {},
      signal: io.signal,
    });
    const { Digest: digest } = await followProgress(this.engine, response, io);
    if (typeof digest !== 'string') throw hostFailure('The host ended the push without a digest; see its output.');
    return { digest };
  }
}

function registryAuth(name: ImageName, credentials: RegistryCredentials | undefined): object | undefined {
  return (
    credentials && {
      username: credentials.username,
      password: credentials.password,
      serveraddress: registryOf(name.repository),
    }
  );
}

/** The digest under which this repository has the image; none when it has it under several and the engine does not say which. */
function digestIn(repository: string, digests: readonly string[]): string | undefined {
  const prefix = `${familiarRepository(repository)}@`;
  const [digest, ...others] = digests.filter((entry) => entry.startsWith(prefix));
  return others.length === 0 ? digest?.slice(prefix.length) : undefined;
}
