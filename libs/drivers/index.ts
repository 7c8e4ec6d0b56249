export { parseHostsConfig } from './hosts-config.js';
export { openHosts } from './open-hosts.js';
