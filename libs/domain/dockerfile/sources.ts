import type { Source } from './build-plan.js';
import { flagOf, type Instruction } from './dockerfile.js';

/**
 * What COPY --from and RUN --mount=…,from= take from.
 *
 * @param names those of all stages, in order
 */
export function sourcesIn(
  instruction: Instruction,
  names: readonly (string | undefined)[],
  index: number,
): readonly Source[] {
  return sourceNames(instruction).map((name) => sourceFrom(name, names, index));
}

/** The names of stages or images that an instruction takes from, as written. */
export function sourceNames(instruction: Instruction): readonly string[] {
  const { keyword, flags } = instruction;
  if (keyword === 'COPY') {
    const from = flagOf(instruction, 'from');
    return from === undefined || from === '' ? [] : [from];
  }
  if (keyword !== 'RUN') return [];
  return flags
    .flatMap(({ name, value = '' }) => (name === 'mount' ? [mountOption(value, 'from') ?? ''] : []))
    .filter((name) => name !== '');
}

/** An option of a mount: `type=bind,from=build,target=/src`. */
export function mountOption(mount: string, name: string): string | undefined {
  const option = mount.split(',').find((part) => part.trim().toLowerCase().startsWith(`${name}=`));
  return option?.slice(option.indexOf('=') + 1).trim();
}

function sourceFrom(written: string, names: readonly (string | undefined)[], index: number): Source {
  const name = written.toLowerCase();
  const before = names.slice(0, index).lastIndexOf(name);
  // BuildKit also takes from a stage that comes later.
  const stage = before >= 0 ? before : names.indexOf(name);
  if (stage >= 0) return { kind: 'stage', stage };
  if (/^\d{1,6}$/.test(written) && Number(written) < names.length) return { kind: 'stage', stage: Number(written) };
  if (name === 'scratch') return { kind: 'scratch' };
  const isKnown = !written.includes('$') && !/^\d{1,6}$/.test(written);
  return { kind: 'image', written, missing: [], ...(isKnown && { image: written }) };
}

/** Whether something is missing of the name of an image, as when a variable in it is empty. */
export function isIncomplete(image: string): boolean {
  return image === '' || /^[:/@]|[:/@]$|\/\/|::/.test(image);
}
