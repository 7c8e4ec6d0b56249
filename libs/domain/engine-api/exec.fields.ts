import { size } from './container-config.fields.js';
import { bool, type Fields, hostOnly, string, stringOrStrings, strings } from './fields.js';

/** What an exec runs in a container. */
export const execCreate: Fields = {
  AttachStderr: bool,
  AttachStdin: bool,
  AttachStdout: bool,
  Cmd: stringOrStrings,
  ConsoleSize: size,
  Container: { ignored: 'docker-py repeats the path here' },
  Detach: bool,
  DetachKeys: string,
  Env: strings,
  Privileged: hostOnly(bool, 'it has every device and capability of the host', '`true`'),
  Tty: bool,
  User: string,
  WorkingDir: string,
  /** So docker-py writes `DetachKeys`. */
  detachKeys: string,
};

/** How an exec is started. */
export const execStart: Fields = {
  ConsoleSize: size,
  Detach: bool,
  Tty: bool,
  hijack: { ignored: "dockerode's own" },
  stdin: { ignored: "dockerode's own" },
};
