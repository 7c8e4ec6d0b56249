import { type CallLine, filters, line, whenOn } from './call.js';
import { logFlags } from './container-calls.js';
import { saidApart, value } from './flags.js';
import { join, operands, say, type Told } from './told.js';
import type { CallArgs } from '../engine-api/call-args.js';
import { tellQuery } from './call.js';

const plugin = ({ plugin: ref }: CallArgs) => [ref];
const force = { force: whenOn('--force') };
const version = { version: saidApart };

/** How the CLI says the operations on the engine itself. */
export const systemCalls: Readonly<Record<string, CallLine>> = {
  SystemAuth: line({
    words: 'login',
    body: { password: value('--password'), serveraddress: saidApart, username: value('--username') },
    operands: (_, body) => [typeof body['serveraddress'] === 'string' ? body['serveraddress'] : undefined],
  }),
  SystemEvents: line({
    words: 'events',
    query: { filters, since: value('--since'), until: value('--until') },
  }),
};

/** How the CLI says the operations on plugins. Who repeats them is asked what the plugin may do. */
export const pluginCalls: Readonly<Record<string, CallLine>> = {
  PluginDelete: line({ words: 'plugin rm', query: force, operands: plugin }),
  PluginDisable: line({ words: 'plugin disable', query: force, operands: plugin }),
  PluginEnable: line({
    words: 'plugin enable',
    query: { timeout: value('--timeout') },
    operands: plugin,
  }),
  PluginPull: line({
    words: 'plugin install',
    query: { name: value('--alias'), remote: saidApart },
    operands: ({ query }) => [String(query['remote'] ?? '')],
  }),
  PluginPush: line({ words: 'plugin push', operands: plugin }),
  PluginSet: line({
    words: 'plugin set',
    operands: ({ plugin: ref, body }) => [ref, ...(Array.isArray(body) ? body.map(String) : [])],
  }),
  PluginUpgrade: line({
    words: 'plugin upgrade',
    query: { remote: saidApart },
    operands: ({ plugin: ref, query }) => [ref, String(query['remote'] ?? '')],
  }),
};

/** How the CLI says the operations of a swarm that need no more than a name. Of the others its body is left unsaid. */
export const swarmCalls: Readonly<Record<string, CallLine>> = {
  ConfigCreate: made('config create', '-'),
  ConfigDelete: line({ words: 'config rm', operands: ({ config }) => [config] }),
  NodeDelete: line({ words: 'node rm', query: force, operands: ({ node }) => [node] }),
  NodeUpdate: line({ words: 'node update', query: version, operands: ({ node }) => [node] }),
  SecretCreate: made('secret create', '-'),
  SecretDelete: line({ words: 'secret rm', operands: ({ secret }) => [secret] }),
  ServiceDelete: line({ words: 'service rm', operands: ({ service }) => [service] }),
  ServiceLogs: ({ service, query }) => tellLogs(service, query),
  SwarmInit: line({ words: 'swarm init' }),
  SwarmLeave: line({ words: 'swarm leave', query: force }),
  SwarmUpdate: line({ words: 'swarm update', query: version }),
  TaskLogs: ({ task, query }) => tellLogs(task, query),
};

/** What it holds is read from stdin, and told nowhere. */
function made(words: string, source: string): CallLine {
  return line({ words, body: { Name: saidApart }, operands: (_, body) => [String(body['Name'] ?? ''), source] });
}

function tellLogs(ref: string | undefined, query: CallArgs['query']): Told {
  return join(say('docker', 'service', 'logs'), tellQuery(logFlags, query), operands(ref));
}
