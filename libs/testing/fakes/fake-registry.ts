import type { Registry, RegistryCredentials, WorkIo } from '#engine';
import { notFound, refused } from './fake-errors.js';
import { fakeDigest, type FakeImage, type FakeRegistryStore, type FakeState, fullImageName } from './fake-state.js';

/** Pulls from and pushes to registries that live in memory, by their address (`host:port`). */
export class FakeRegistry implements Registry {
  constructor(
    private readonly state: FakeState,
    private readonly registries: ReadonlyMap<string, FakeRegistryStore>,
  ) {}

  async pullImage(
    pull: { readonly ref: string; readonly credentials?: RegistryCredentials },
    io: WorkIo,
  ): Promise<{ readonly image: string; readonly digest?: string }> {
    io.signal.throwIfAborted();
    const ref = fullImageName(pull.ref);
    const image = this.#open(ref, pull.credentials).images.get(ref);
    if (!image) throw notFound(`manifest for ${ref} not found: manifest unknown`);
    await io.output.write('stdout', Buffer.from(`Status: Downloaded newer image for ${ref}\n`));
    this.#save(image, ref);
    return { image: image.id, digest: digestOf(image) };
  }

  async pushImage(
    push: { readonly ref: string; readonly credentials?: RegistryCredentials },
    io: WorkIo,
  ): Promise<{ readonly digest: string }> {
    io.signal.throwIfAborted();
    const ref = fullImageName(push.ref);
    const image = this.state.findImage(ref);
    if (!image) throw await fail(io, `An image does not exist locally with the tag: ${repositoryOf(ref)}`);
    const registry = await this.#openToPush(ref, push.credentials, io);
    const digest = digestOf(image);
    await io.output.write('stdout', Buffer.from(`The push refers to repository [${repositoryOf(ref)}]\n`));
    registry.images.set(ref, image);
    registry.images.set(`${repositoryOf(ref)}@${digest}`, image);
    this.#save(image, ref);
    return { digest };
  }

  #save(image: FakeImage, ref: string): void {
    const here = this.state.images.get(image.id) ?? { ...image, tags: [], digests: [] };
    const tags = ref.includes('@') ? here.tags : [...new Set([...here.tags, ref])];
    const digests = [...new Set([...here.digests, `${repositoryOf(ref)}@${digestOf(image)}`])];
    this.state.saveImage({ ...here, tags, digests });
  }

  async #openToPush(ref: string, credentials: RegistryCredentials | undefined, io: WorkIo): Promise<FakeRegistryStore> {
    try {
      return this.#open(ref, credentials);
    } catch {
      throw await fail(io, 'no basic auth credentials');
    }
  }

  #open(ref: string, credentials: RegistryCredentials | undefined): FakeRegistryStore {
    const registry = this.registries.get(ref.split('/')[0] ?? '');
    if (!registry) throw refused(`Get "https://${ref}": dial tcp: no such registry`);
    const wanted = registry.credentials;
    if (wanted && (wanted.username !== credentials?.username || wanted.password !== credentials.password))
      throw refused('no basic auth credentials');
    return registry;
  }
}

function repositoryOf(ref: string): string {
  return ref.replace(/@.*$/, '').replace(/:[^/]*$/, '');
}

function digestOf(image: FakeImage): string {
  return fakeDigest(`manifest of ${image.id}`);
}

async function fail(io: WorkIo, message: string): Promise<Error> {
  await io.output.write('stderr', Buffer.from(`${message}\n`));
  return refused(message);
}
