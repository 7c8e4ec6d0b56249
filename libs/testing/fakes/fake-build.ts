import type { BuildStep, StepNews } from '#domain';
import type { BuildIo, ImageBuild, WorkIo } from '#engine';
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
  io: BuildIo,
  instant: boolean,
): Promise<FakeImage> {
  io.signal.throwIfAborted();
  const text = (await readBuildContext(build.context)).get(build.dockerfile);
  if (text === undefined) throw await fail(io, `Cannot locate specified Dockerfile: ${build.dockerfile}`);
  const instructions = readFakeDockerfile(text);
  const fake = new FakeBuild(state, build, io, { instant, of: instructions.length });
  for (const instruction of instructions) {
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
    private readonly io: BuildIo,
    private readonly options: { readonly instant: boolean; readonly of: number },
  ) {}

  /** Resolves with false when the target stage is complete. */
  async step(instruction: FakeInstruction): Promise<boolean> {
    const { keyword, rest } = instruction;
    if (keyword === 'FROM' && this.#stage !== '' && this.#stage === this.build.target) return false;
    this.#number += 1;
    const prefix = this.#isBuildkit ? `#${this.#number}` : `Step ${this.#number} :`;
    if (keyword === 'FROM') this.#stage = rest.split(' ')[2] ?? String(this.#stages.size);
    const step = {
      number: this.#number,
      stage: this.#stage,
      instruction: `${keyword} ${rest}`,
      startedAt: new Date().toISOString(),
      cached: false,
    };
    await this.#tell([step], `${prefix} ${keyword} ${rest}\n`);
    await this.#tell([{ ...step, ...(await this.#outcomeOf(instruction, step)), endedAt: new Date().toISOString() }]);
    return true;
  }

  get #isBuildkit(): boolean {
    return this.build.builder === 'buildkit';
  }

  async #outcomeOf(instruction: FakeInstruction, step: BuildStep): Promise<Partial<BuildStep>> {
    try {
      const isKnown = await this.#carryOut(instruction);
      this.#stages.set(this.#stage, this.#current());
      // BuildKit tells no images of its steps.
      return { cached: isKnown, ...(!this.#isBuildkit && { image: this.#current().id }) };
    } catch (error) {
      await this.#tell([{ ...step, error: String(error), endedAt: new Date().toISOString() }]);
      throw error;
    }
  }

  /** Whether what it makes was there, so that it was not carried out. */
  async #carryOut({ keyword, rest }: FakeInstruction): Promise<boolean> {
    if (keyword === 'FROM') this.#from(rest);
    else if (keyword === 'ARG') this.#args = { ...this.#args, ...this.#arg(rest) };
    if (keyword === 'FROM') return false;
    const isKnown = !this.build.noCache && this.state.built.has(this.#idAfter(keyword, rest));
    if (keyword === 'RUN' && !isKnown) await this.#run(rest);
    this.#keep(keyword, rest);
    return isKnown;
  }

  async #tell(steps: readonly BuildStep[], text = '', wrote: StepNews['wrote'] = []): Promise<void> {
    const bytes = Buffer.from(text, 'latin1');
    if (this.io.progress) await this.io.progress.take({ of: this.options.of, steps, wrote }, bytes);
    else if (bytes.length > 0) await this.io.output.write('stdout', bytes);
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
    const [base = ''] = rest.split(' ');
    this.#image = this.#stages.get(base) ?? this.state.image(base);
  }

  #idAfter(keyword: string, rest: string): string {
    return fakeDigest(JSON.stringify([this.#current().id, keyword, rest, this.#args]));
  }

  #keep(keyword: string, rest: string): void {
    const image = this.#current();
    const id = this.#idAfter(keyword, rest);
    this.state.built.add(id);
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
    if (!this.#isBuildkit && !this.state.images.has(id)) this.state.saveImage(this.#image);
  }

  #arg(rest: string): Readonly<Record<string, string>> {
    const [name = '', value] = rest.split('=');
    const given = this.build.args[name] ?? value;
    return given === undefined ? {} : { [name]: given };
  }

  async #run(rest: string): Promise<void> {
    const output = new FakeOutput(false);
    const env = { ...this.#current().env, ...this.#args };
    const process = new FakeProcess({
      argv: commandOf(rest),
      env,
      output,
      instant: this.options.instant,
      isInit: false,
    });
    try {
      await output.copy(
        { ...this.io, output: { write: (_, bytes) => this.#tell([], this.#narrated(bytes), [this.#number]) } },
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

  /** BuildKit's lines name their step. */
  #narrated(bytes: Uint8Array): string {
    const text = Buffer.from(bytes).toString('latin1');
    if (!this.#isBuildkit) return text;
    const lines = text.replace(/\n$/, '').split('\n');
    return lines.map((line) => `#${this.#number} ${line}\n`).join('');
  }

  #current(): FakeImage {
    if (!this.#image) throw refused('no build stage in current context');
    return this.#image;
  }
}
