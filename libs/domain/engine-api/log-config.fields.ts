import { type Field, powerUnless, string } from './fields.js';

/** Drivers that keep what a container writes with the engine. */
const localDrivers: ReadonlySet<string> = new Set(['', 'json-file', 'local', 'none']);

/** What those drivers may be told. An option of another driver counts too: it may be the engine's default. */
const localOptions: ReadonlySet<string> = new Set([
  'cache-compress',
  'cache-disabled',
  'cache-max-file',
  'cache-max-size',
  'compress',
  'env',
  'env-regex',
  'labels',
  'labels-regex',
  'max-buffer-size',
  'max-file',
  'max-size',
  'mode',
  'tag',
]);

const why = "the engine itself sends logs out over the host's network, or into the host's journal";

/** Where the output of a container is kept. */
export const logConfig: Field = {
  object: {
    Config: {
      mapOf: string,
      keys: powerUnless(string, (name) => localOptions.has(name), { when: 'options of other drivers', why }),
    },
    Type: powerUnless(string, (driver) => localDrivers.has(driver), {
      when: 'any but `json-file`, `local`, `none`',
      why,
    }),
  },
};
