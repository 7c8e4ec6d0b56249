import { checkNames, type Explanation, type Finding } from '#domain';
import { z } from 'zod';

const text = z.string().max(1_048_576);
const words = z.array(z.string().max(100_000)).max(10_000);

export const explainBody = z.strictObject({
  dockerfile: text.describe('The text of the Dockerfile'),
  buildArgs: z.record(z.string(), z.string().max(100_000)).default({}).describe('Build arguments: name → value'),
  target: z.string().optional().describe('The stage to build, by name or number; the last one when left out'),
  builder: z.enum(['classic', 'buildkit']).optional().describe('Which builder is to build it; either when left out'),
  dockerignore: text.optional().describe('The text of the .dockerignore, to find what it leaves out and COPY needs'),
  run: z
    .strictObject({
      args: words.optional().describe('What stands behind the image in docker run'),
      entrypoint: z.string().optional().describe('As --entrypoint: a program; empty for none'),
    })
    .optional(),
  base: z
    .strictObject({ entrypoint: words.nullable().optional(), cmd: words.nullable().optional() })
    .optional()
    .describe('ENTRYPOINT and CMD of the base image, where they are known'),
});

const source = z.strictObject({
  kind: z.enum(['image', 'scratch', 'stage']),
  stage: z.int().nullable(),
  image: z.string().nullable().describe('Null also where it cannot be known'),
  missing: z.array(z.string()).readonly().describe('The arguments that would tell it'),
});

const values = z.record(z.string(), z.string().nullable());
const list = z.array(z.string()).readonly();
const command = z
  .union([list, z.literal('base')])
  .nullable()
  .describe('`base` where the base image tells it');

const finding = z.strictObject({
  check: z.enum(checkNames).describe('Under the name that BuildKit has for it, where it has one'),
  severity: z.enum(['error', 'warning', 'info']),
  origin: z.enum(['buildkit', 'longshore']),
  line: z.int(),
  message: z.string(),
  remedy: z.string(),
}) satisfies z.ZodType<Finding, unknown>;

const instruction = z.strictObject({
  line: z.int(),
  lastLine: z.int(),
  instruction: z.string(),
  form: z.enum(['exec', 'shell']).nullable(),
  text: z.string().describe('What follows keyword and flags, in one line'),
  flags: z.array(z.strictObject({ name: z.string(), value: z.string().nullable() })).readonly(),
  words: list.describe('The same as `text`, taken apart, with the values of variables'),
  adds: z.enum(['base', 'layer', 'metadata', 'nothing']),
  stage: z.int().nullable(),
  heredocs: list,
});

const stage = z.strictObject({
  index: z.int(),
  name: z.string().nullable(),
  line: z.int(),
  platform: z.string().nullable(),
  base: source,
  copiesFrom: z.array(source).readonly(),
  isNeeded: z.boolean().describe('The target cannot be made without it'),
  args: values.describe('Arguments that it declares; null is one without a value that is known'),
});

const image = z.strictObject({
  entrypoint: command,
  cmd: command,
  shell: list,
  user: z.string().optional(),
  workdir: z.string().optional(),
  stopSignal: z.string().optional(),
  healthcheck: list.optional(),
  env: z.record(z.string(), z.string()),
  labels: z.record(z.string(), z.string()),
  ports: list,
  volumes: list,
  maintainer: z.string().optional(),
  onbuild: list,
});

const runs = z.strictObject({
  argv: list.nullable().describe('Null when nothing would run, or the base image must be known'),
  line: z.string().nullable(),
  entrypoint: command,
  cmd: command,
  notes: list,
});

export const explanation = z.strictObject({
  syntax: z.string().nullable(),
  escape: z.string(),
  instructions: z.array(instruction).readonly(),
  stages: z.array(stage).readonly(),
  args: values.describe('The arguments before the first FROM'),
  target: z.int().nullable().describe('The stage that is built'),
  image: image.nullable().describe('What the image is told to be; what only its base tells is left out'),
  runs: runs.nullable(),
  bases: z.strictObject({
    images: list.describe('The images that the build needs'),
    unknown: list.describe('Those that variables without a value name'),
  }),
  findings: z.array(finding).readonly().describe('What is wrong or could be better, in the order of the lines'),
}) satisfies z.ZodType<Explanation & { readonly findings: readonly Finding[] }, unknown>;
