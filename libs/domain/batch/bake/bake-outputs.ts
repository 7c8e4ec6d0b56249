import { bakeInvalid, bakeUnsupported } from './bake-errors.js';
import type { BakeTarget } from './bake-target.js';

/** What the builders of an Engine lack, and which cannot be left out without another image coming of it. */
const unsupported = {
  secret: 'Give the value as an argument that is named in secretArgs of the batch, or build it with buildx.',
  ssh: "The engine's builder has no agent to forward. Fetch before the build, or build it with buildx.",
  'shm-size': 'Leave it out, or build it with buildx.',
  ulimits: 'Leave it out, or build it with buildx.',
} as const;

/** Refuses what a batch cannot do. */
export function refuseUnsupported(name: string, target: BakeTarget): void {
  for (const [attribute, remedy] of Object.entries(unsupported)) {
    const value = target[attribute as keyof typeof unsupported];
    if (value !== undefined && value.length > 0)
      throw bakeUnsupported(`target.${name} has "${attribute}", which a batch does not know. ${remedy}`);
  }
  if (target.call !== undefined && target.call !== 'build')
    throw bakeUnsupported(`target.${name} calls "${target.call}", and a batch builds only; leave "call" out.`);
  if (target.entitlements?.includes('security.insecure'))
    throw bakeUnsupported(`target.${name} asks for security.insecure, which no host gives to a build.`);
}

const ignored = {
  annotations: 'annotations are left out: the images of an engine have none',
  attest: 'attest is left out: Longshore records the provenance of each build itself',
  'cache-from': "cache-from is left out: each host's own cache is used",
  'cache-to': "cache-to is left out: each host's own cache is used",
  'no-cache-filter': 'no-cache-filter holds for all stages: the whole build goes without the cache',
} as const;

/** What is left out of a target, in words. */
export function ignoredOf(target: BakeTarget): readonly string[] {
  const left = Object.entries(ignored).filter(([key]) => (target[key as keyof typeof ignored] ?? []).length > 0);
  const unset = Object.entries(target.args ?? {}).filter(([, value]) => value === null);
  return [
    ...left.map(([, warning]) => warning),
    ...unset.map(
      ([name]) => `args.${name} is null: the Dockerfile's own default holds, and no variable of an environment`,
    ),
  ];
}

/** Whether the outputs of a target push it; the image is on the host whatever they say. */
export function pushOf(
  name: string,
  outputs: readonly (string | Readonly<Record<string, string>>)[],
): { readonly push: boolean; readonly warnings: readonly string[] } {
  const read = outputs
    .filter((output) => output !== '')
    .map((output) => (typeof output === 'string' ? fieldsOf(output) : output));
  for (const output of read) {
    const type = output['type'] ?? 'local';
    if (!['cacheonly', 'docker', 'image', 'registry'].includes(type) || output['dest'] !== undefined)
      throw bakeUnsupported(
        `target.${name} has the output "${type}"${output['dest'] === undefined ? '' : ' with a destination'}, and a batch leaves images on its hosts. Use type=image or type=registry.`,
      );
  }
  const isKept = read.some(({ type }) => type === 'cacheonly');
  return {
    push: read.some(({ type, push }) => type === 'registry' || push === 'true'),
    warnings: isKept ? ['the output cacheonly makes an image too'] : [],
  };
}

/** `type=registry,name=…`; a word alone is a folder, as buildx has it. */
function fieldsOf(output: string): Readonly<Record<string, string>> {
  const fields = output.split(',').map((field): readonly [string, string] => {
    const at = field.indexOf('=');
    return at < 0 ? ['dest', field] : [field.slice(0, at).trim(), field.slice(at + 1).trim()];
  });
  if (fields.some(([key]) => key === '')) throw bakeInvalid(`the output "${output}" has a field without a name.`);
  return Object.fromEntries(fields);
}
