import { parseArgs } from 'node:util';
import { Complaint } from '../complaint.mjs';
import { askRest } from '../rest.mjs';

const usage = [
  './longshore door add --actor NAME --socket /PATH [--owner USER] [--group GROUP] [--mode 0600] [--host HOST]',
  './longshore door list',
  './longshore door rm ID|ACTOR|/PATH',
].join('\n    ');

const verbs = { add, list, rm: remove };

/** `./longshore door add|list|rm`: the ways into the Docker Engine API that stand for one actor each. @param {readonly string[]} args */
export default async function door([verb = 'list', ...args]) {
  if (!Object.hasOwn(verbs, verb)) throw new Complaint(`door does not know ${verb}`, usage);
  await verbs[/** @type {keyof typeof verbs} */ (verb)](args);
  return 0;
}

/** @param {string[]} args */
async function add(args) {
  const { values } = parse(args, ['actor', 'socket', 'owner', 'group', 'mode', 'host']);
  if (!values.actor || !values.socket) throw new Complaint('a door has an actor and a socket', usage);
  const { url, state, problem } = await askRest('POST', '/v1/doors', values);
  process.stdout.write(`${url}\n`);
  if (state !== 'open') throw new Complaint(`it is recorded, and not open: ${problem ?? 'see ./longshore logs api'}`);
  process.stderr.write(`  → ./longshore context ${values.actor}\n`);
}

/** @param {string[]} args */
async function list(args) {
  parse(args, []);
  const { items, listeners } = await askRest('GET', '/v1/doors');
  const rows = [['ID', 'ACTOR', 'STATE', 'MODE', 'HOST', 'WHERE']];
  for (const { id, actor, state, mode, host, url, problem } of items)
    rows.push([id, actor, state, mode, host, problem ? `${url} (${problem})` : url]);
  const added = new Set(items.map(({ url }) => url));
  for (const url of listeners.filter((/** @type {string} */ listener) => !added.has(listener)))
    rows.push(['', '', 'open', '', '', url]);
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)) + 2);
  for (const row of rows)
    process.stdout.write(`${row.map((cell, column) => cell.padEnd(widths[column])).join('')}`.trimEnd() + '\n');
}

/** @param {string[]} args */
async function remove(args) {
  const { positionals } = parse(args, []);
  const [wanted] = positionals;
  if (positionals.length !== 1) throw new Complaint('which door?', usage);
  const { items } = await askRest('GET', '/v1/doors');
  const found = items.filter(({ id, actor, socket }) => [id, actor, socket].includes(wanted));
  if (found.length !== 1)
    throw new Complaint(
      found.length === 0 ? `there is no door ${wanted}` : `${wanted} has ${found.length} doors`,
      './longshore door list shows their ids',
    );
  await askRest('DELETE', `/v1/doors/${found[0].id}`);
  process.stdout.write(`${found[0].url}\n`);
}

/** @param {string[]} args @param {readonly string[]} names */
function parse(args, names) {
  const options = Object.fromEntries(names.map((name) => [name, { type: /** @type {const} */ ('string') }]));
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Complaint(error.message, usage);
  }
}
