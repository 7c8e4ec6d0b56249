import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../history/random.js';

const levels = 5;
const width = 12;
/** Of its RUN step, milliseconds. */
const [shortest, longest] = [200, 2_000];

/** One image of the monorepo: a folder with a Dockerfile. */
export interface Image {
  /** Of the folder, and of its build. */
  readonly name: string;
  readonly tag: string;
  readonly level: number;
  /** The image that it is built on; absent at the lowest level. */
  readonly base?: string;
}

/** A folder with many small images that are built on one another. */
export interface Monorepo extends AsyncDisposable {
  readonly directory: string;
  readonly images: readonly Image[];
}

/**
 * Makes 60 images in 5 levels from busybox, each with a file of its own and a RUN step that sleeps.
 *
 * @param marker stands in every Dockerfile before that step: nothing with another marker serves as cache
 */
export async function makeMonorepo(marker: string): Promise<Monorepo> {
  const directory = await mkdtemp(join(tmpdir(), 'longshore-bench-'));
  const images = imagesOf(marker);
  const random = new Random(60);
  for (const image of images) {
    const sleep = (shortest + random.nat(longest - shortest)) / 1_000;
    await mkdir(join(directory, image.name));
    await writeFile(join(directory, image.name, 'Dockerfile'), dockerfileOf(image, marker, sleep));
    await writeFile(join(directory, image.name, 'app.txt'), `${image.name}\n`);
  }
  return { directory, images, [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) };
}

function imagesOf(marker: string): readonly Image[] {
  const random = new Random(5);
  const images: Image[] = [];
  for (let level = 0; level < levels; level++) {
    const below = images.filter((image) => image.level === level - 1);
    for (let n = 0; n < width; n++) {
      const name = `level-${level}-${n}`;
      const base = level === 0 ? {} : { base: random.of(below).name };
      images.push({ name, tag: tagOf(name, marker), level, ...base });
    }
  }
  return images;
}

function tagOf(name: string, marker: string): string {
  return `longshore-bench/${name}:${marker}`;
}

function dockerfileOf({ base }: Image, marker: string, sleep: number): string {
  return [
    `FROM ${base === undefined ? 'busybox' : tagOf(base, marker)}`,
    `LABEL marker=${marker}`,
    'COPY app.txt /app.txt',
    `RUN sleep ${sleep} && cat /app.txt > /built.txt`,
    '',
  ].join('\n');
}
