import { authConfig } from './auth.fields.js';
import { containerCreate, containerUpdate, imageCommit } from './containers.fields.js';
import { execCreate, execStart } from './exec.fields.js';
import type { Fields } from './fields.js';
import { networkConnect, networkCreate, networkDisconnect } from './network.fields.js';
import { volumeCreate, volumeUpdate } from './volume.fields.js';

/** The JSON body of each operation that is judged field by field. */
export const callBodies = {
  ContainerCreate: containerCreate,
  ContainerExec: execCreate,
  ContainerUpdate: containerUpdate,
  ExecStart: execStart,
  ImageCommit: imageCommit,
  NetworkConnect: networkConnect,
  NetworkCreate: networkCreate,
  NetworkDisconnect: networkDisconnect,
  SystemAuth: authConfig,
  VolumeCreate: volumeCreate,
  VolumeUpdate: volumeUpdate,
} as const satisfies Readonly<Record<string, Fields>>;
