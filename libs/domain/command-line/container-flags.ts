import { isNothing, type Message } from '../engine-api/fields.js';
import { duration, each, given, members, noFlag, pairs, saidApart, value, whenTrue } from './flags.js';
import { type Flags, nothing, say, tell, type Told, unsayable } from './told.js';

const healthFlags: Flags = {
  Interval: duration('--health-interval'),
  Retries: value('--health-retries'),
  StartInterval: duration('--health-start-interval'),
  StartPeriod: duration('--health-start-period'),
  Test: ([kind, ...words]: readonly string[]) => {
    if (kind === undefined) return nothing;
    const [line, ...more] = words;
    return kind === 'CMD-SHELL' && line !== undefined && more.length === 0 ? say('--health-cmd', line) : unsayable;
  },
  Timeout: duration('--health-timeout'),
};

/** How `docker run` says what a container runs. */
export const containerFlags: Flags = {
  ArgsEscaped: noFlag,
  AttachStderr: saidApart,
  AttachStdin: saidApart,
  AttachStdout: saidApart,
  Cmd: saidApart,
  Domainname: value('--domainname'),
  Entrypoint: saidApart,
  Env: each('--env'),
  ExposedPorts: exposed,
  Healthcheck: health,
  HostConfig: saidApart,
  Hostname: value('--hostname'),
  Image: saidApart,
  Labels: pairs('--label'),
  MacAddress: saidApart,
  NetworkDisabled: noFlag,
  NetworkingConfig: saidApart,
  OnBuild: noFlag,
  OpenStdin: whenTrue('--interactive'),
  Shell: noFlag,
  StdinOnce: saidApart,
  StopSignal: value('--stop-signal'),
  StopTimeout: given('--stop-timeout'),
  Tty: whenTrue('--tty'),
  User: value('--user'),
  Volumes: members('--volume'),
  WorkingDir: value('--workdir'),
};

function health(check: Message): Told {
  const isOff = Array.isArray(check['Test']) && check['Test'][0] === 'NONE';
  if (!isOff) return tell(healthFlags, check);
  const { Test: _, ...rest } = check;
  return Object.values(rest).every(isNothing) ? say('--no-healthcheck') : unsayable;
}

/** A published port is exposed by being published. */
function exposed(ports: Message, body: Message): Told {
  const { PortBindings: published = {} } = (body['HostConfig'] ?? {}) as { readonly PortBindings?: Message };
  return each('--expose')(Object.keys(ports).filter((port) => isNothing(published[port])));
}
