import type { ImageBuild, WorkIo } from '#engine';
import { readBuildContext } from './fake-build-context.js';
import { commandOf, type FakeInstruction, pairsOf, readFakeDockerfile } from './fake-dockerfile.js';
import { refused } from './fake-errors.js';
import { FakeOutput } from './fake-output.js';
import { FakeProcess } from './fake-process.js';
import { fakeDigest, type FakeImage, type FakeState, fullImageName } from './fake-state.js';

/** Builds an image by reading its Dockerfile: FROM, ARG, ENV, LABEL, RUN, CMD and ENTRYPOINT do what they say, the others nothing. */
export async function buildFakeImage(
  state: FakeState,
  build: ImageBuild,
  io: WorkIo,
  instant: boolean,
): Promise<FakeImage> {
  io.signal.throwIfAborted();
  const text = (await readBuildContext(build.context)).get(build.dockerfile);
  if (text === undefined) throw await fail(io, `Cannot locate specified Dockerfile: ${build.dockerfile}`);
  const fake = new FakeBuild(state, build, io, instant);
  for (const instruction of readFakeDockerfile(text)) {
    if (!(await fake.step(instruction))) break;
  }
  const image = fake.finish();
  state.saveImage({ ...image, tags: [...new Set([...image.tags, ...build.tags.map(fullImageName)])] });
  return image;
}

async function fail(io: WorkIo, message: string): Promise<Error> {
  await io.output.write('stderr', Buffer.from(`${message}\n`));
  return refused(message);
}

class FakeBuild {
  readonly #stages = new Map<string, FakeImage>();
  #args: Readonly<Record<string, string>> = {};
  #image: FakeImage | undefined;
  #stage = '';
  #number = 0;

  constructor(
    private readonly state: FakeState,
    private readonly build: ImageBuild,
    private readonly io: WorkIo,
    private readonly instant: boolean,
  ) {}

  /** Resolves with false when the target stage is complete. */
  async step({ keyword, rest }: FakeInstruction): Promise<boolean> {
    if (keyword === 'FROM' && this.#stage !== '' && this.#stage === this.build.target) return false;
    this.#number += 1;
    const prefix = this.build.builder === 'buildkit' ? `#${this.#number}` : `Step ${this.#number} :`;
    await this.io.output.write('stdout', Buffer.from(`${prefix} ${keyword} ${rest}\n`));
    if (keyword === 'FROM') this.#from(rest);
    else if (keyword === 'ARG') this.#args = { ...this.#args, ...this.#arg(rest) };
    else if (keyword === 'RUN') await this.#run(rest);
    if (keyword !== 'FROM') this.#keep(keyword, rest);
    this.#stages.set(this.#stage, this.#current());
    return true;
  }

  finish(): FakeImage {
    const { parent: _, ...image } = this.#current();
    const labels = { ...image.labels, ...this.build.labels };
    const id = fakeDigest(JSON.stringify([image.id, labels]));
    return {
      ...image,
      ...(this.build.builder === 'classic' && { parent: image.id }),
      labels,
      id,
      tags: this.state.findImage(id)?.tags ?? [],
      digests: [],
      createdAt: new Date().toISOString(),
    };
  }

  #from(rest: string): void {
    const [base = '', , stage] = rest.split(' ');
    this.#image = this.#stages.get(base) ?? this.state.image(base);
    this.#stage = stage ?? '';
  }

  #keep(keyword: string, rest: string): void {
    const image = this.#current();
    const id = fakeDigest(JSON.stringify([image.id, keyword, rest, this.#args]));
    const layer = { chainId: fakeDigest(`the layer of ${id}`), size: rest.length };
    const isLayer = ['ADD', 'COPY', 'RUN'].includes(keyword);
    this.#image = {
      ...image,
      id,
      parent: image.id,
      tags: [],
      digests: [],
      ...(isLayer && { size: image.size + layer.size, layers: [...image.layers, layer] }),
      ...(keyword === 'CMD' && { cmd: commandOf(rest) }),
      ...(keyword === 'ENTRYPOINT' && { entrypoint: commandOf(rest), cmd: [] }),
      ...(keyword === 'ENV' && { env: { ...image.env, ...pairsOf(rest) } }),
      ...(keyword === 'LABEL' && { labels: { ...image.labels, ...pairsOf(rest) } }),
    };
    // BuildKit keeps no images of its steps.
    if (this.build.builder === 'classic' && !this.state.images.has(id)) this.state.saveImage(this.#image);
  }

  #arg(rest: string): Readonly<Record<string, string>> {
    const [name = '', value] = rest.split('=');
    const given = this.build.args[name] ?? value;
    return given === undefined ? {} : { [name]: given };
  }

  async #run(rest: string): Promise<void> {
    const output = new FakeOutput(false);
    const env = { ...this.#current().env, ...this.#args };
    const process = new FakeProcess({ argv: commandOf(rest), env, output, instant: this.instant, isInit: false });
    try {
      await output.copy(
        { ...this.io, output: { write: (_, bytes) => this.io.output.write('stdout', bytes) } },
        0,
        process.ended,
      );
    } finally {
      process.kill('KILL');
    }
    const status = await process.ended;
    if (status !== 0)
      throw await fail(this.io, `The command '${commandOf(rest).join(' ')}' returned a non-zero code: ${status}`);
  }

  #current(): FakeImage {
    if (!this.#image) throw refused('no build stage in current context');
    return this.#image;
  }
}
