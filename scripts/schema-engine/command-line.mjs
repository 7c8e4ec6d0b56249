import { readFileSync } from 'node:fs';

/**
 * What the Prisma CLI asks for: `--version`, `[options] cli <command>`, or, with no command, to serve JSON-RPC.
 *
 * @typedef {object} CommandLine
 * @property {string | undefined} command
 * @property {[path: string, text: string][]} datamodels the schema files
 * @property {string} url of the database; empty when the configuration has none
 */

/** @param {readonly string[]} args @returns {CommandLine} */
export function parseCommandLine(args) {
  const isDatabaseCommand = args.includes('cli');
  return {
    command: args.includes('--version') ? '--version' : isDatabaseCommand ? args[args.indexOf('cli') + 1] : undefined,
    datamodels: valuesOf('--datamodels', args).map((path) => [path, readFileSync(path, 'utf8')]),
    url: JSON.parse(valuesOf('--datasource', args)[0] ?? '{}').url ?? '',
  };
}

/**
 * The values that follow an option, up to the next one.
 *
 * @param {string} option
 * @param {readonly string[]} args
 */
function valuesOf(option, args) {
  const start = args.indexOf(option);
  if (start < 0) return [];
  const values = args.slice(start + 1);
  const end = values.findIndex((value) => value.startsWith('--') || value === 'cli');
  return end < 0 ? values : values.slice(0, end);
}
