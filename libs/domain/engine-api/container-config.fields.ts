import { z } from 'zod';
import { userLabels } from '../container/labels.js';
import { bool, type Fields, int, string, stringOrStrings, strings, stringSet } from './fields.js';

/** Labels of a client's own. */
export const labels = { is: userLabels };

/** The height and width of a terminal. */
export const size = { is: z.array(z.int().min(0)).length(2) };

/** What runs in a container to see whether it is well. */
export const healthConfig: Fields = {
  Interval: int,
  Retries: int,
  StartInterval: int,
  StartPeriod: int,
  Test: strings,
  Timeout: int,
};

/** What a container runs. It has power over the container alone. */
export const containerConfig: Fields = {
  ArgsEscaped: bool,
  AttachStderr: bool,
  AttachStdin: bool,
  AttachStdout: bool,
  Cmd: stringOrStrings,
  Domainname: string,
  Entrypoint: stringOrStrings,
  Env: strings,
  ExposedPorts: stringSet,
  Healthcheck: { object: healthConfig },
  Hostname: string,
  Image: string,
  Labels: labels,
  MacAddress: string,
  NetworkDisabled: bool,
  OnBuild: strings,
  OpenStdin: bool,
  Shell: stringOrStrings,
  StdinOnce: bool,
  StopSignal: string,
  StopTimeout: int,
  Tty: bool,
  User: string,
  Volumes: stringSet,
  WorkingDir: string,
};
