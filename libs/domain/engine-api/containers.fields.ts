import { containerConfig } from './container-config.fields.js';
import { type Fields } from './fields.js';
import { hostConfig } from './host-config.fields.js';
import { networkingConfig } from './networking.fields.js';
import { resources, restartPolicy } from './resources.fields.js';

const inQuery = { ignored: 'dockerode repeats the query here' };

/** What a container is made from. */
export const containerCreate: Fields = {
  ...containerConfig,
  HostConfig: { object: hostConfig },
  NetworkingConfig: { object: networkingConfig },
  name: inQuery,
  platform: inQuery,
};

/** What of a container can be changed while it is there. */
export const containerUpdate: Fields = { ...resources, RestartPolicy: restartPolicy };

/** What an image made of a container says otherwise than the container. */
export const imageCommit: Fields = {
  ...containerConfig,
  author: inQuery,
  changes: inQuery,
  comment: inQuery,
  container: inQuery,
  pause: inQuery,
  repo: inQuery,
  tag: inQuery,
};
