import { anything } from '#domain';
import { command, query, upload } from '../define-route.js';
import type { Route } from '../route.js';

const power = 'a plugin runs on the host with what it asks for';

/** Plugins of the engine. */
export const pluginRoutes = [
  query('PluginList', 'GET /plugins', 'read', { query: { filters: 'json' } }),
  upload('PluginCreate', 'POST /plugins/create', 'plugin.create', { query: { name: 'text' }, power }),
  query('GetPluginPrivileges', 'GET /plugins/privileges', 'image', { query: { remote: 'text' } }),
  command('PluginPull', 'POST /plugins/pull', 'plugin.install', {
    query: { name: 'text', remote: 'text' },
    body: anything,
    power,
  }),
  command('PluginDelete', 'DELETE /plugins/{plugin}', 'plugin.rm', { query: { force: 'bool' }, power }),
  command('PluginDisable', 'POST /plugins/{plugin}/disable', 'plugin.disable', { query: { force: 'bool' }, power }),
  command('PluginEnable', 'POST /plugins/{plugin}/enable', 'plugin.enable', { query: { timeout: 'int' }, power }),
  query('PluginInspect', 'GET /plugins/{plugin}/json', 'read'),
  command('PluginPush', 'POST /plugins/{plugin}/push', 'plugin.push', { power }),
  command('PluginSet', 'POST /plugins/{plugin}/set', 'plugin.set', { body: anything, power }),
  command('PluginUpgrade', 'POST /plugins/{plugin}/upgrade', 'plugin.upgrade', {
    query: { remote: 'text' },
    body: anything,
    power,
  }),
] satisfies readonly Route[];
