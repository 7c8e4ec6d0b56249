import type { ContainerCreateOptions, HostConfig, PortMap } from 'dockerode';
import { type ContainerSpec, parsePortMapping } from '#domain';
import { DomainError } from '#event-sourcing';

/** Says a container's specification in the words of the Engine API. */
export function containerCreateBody(
  spec: ContainerSpec,
  env: Readonly<Record<string, string>>,
): ContainerCreateOptions {
  const ports = portBindings(spec.ports);
  return {
    Image: spec.image,
    Cmd: spec.cmd,
    Entrypoint: spec.entrypoint,
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    Hostname: spec.hostname,
    User: spec.user,
    WorkingDir: spec.workdir,
    Labels: spec.labels,
    StopSignal: spec.stopSignal,
    Tty: spec.tty,
    ExposedPorts: Object.fromEntries(Object.keys(ports).map((port) => [port, {}])),
    HostConfig: hostConfig(spec, ports),
    ...(spec.aliases.length > 0 && {
      NetworkingConfig: { EndpointsConfig: { [spec.network]: { Aliases: spec.aliases } } },
    }),
  };
}

function hostConfig(spec: ContainerSpec, ports: PortMap): HostConfig {
  return {
    // A volume is written as Docker's own bind syntax, which makes missing volumes and folders as `docker run -v` does.
    Binds: spec.volumes,
    Init: spec.init,
    NetworkMode: spec.network,
    PortBindings: ports,
    RestartPolicy: restartPolicy(spec.restart),
    ...(spec.memory !== undefined && { Memory: spec.memory }),
    ...(spec.cpus !== undefined && { NanoCpus: Math.round(spec.cpus * 1e9) }),
    ...(spec.pids !== undefined && { PidsLimit: spec.pids }),
  };
}

function portBindings(ports: readonly string[]): PortMap {
  const mappings = ports.map((text) => {
    const mapping = parsePortMapping(text);
    if (!mapping) throw new DomainError('invalid', 'host-refused', `"${text}" is not a port; write e.g. 8080:80/tcp.`);
    return mapping;
  });
  const byPort = Map.groupBy(mappings, ({ container, protocol }) => `${container}/${protocol}`);
  return Object.fromEntries(
    [...byPort].map(([port, bindings]) => [
      port,
      bindings.map(({ ip, host }) => ({ HostIp: ip ?? '', HostPort: String(host ?? '') })),
    ]),
  );
}

function restartPolicy(restart: string): HostConfig['RestartPolicy'] {
  const [name = 'no', times] = restart.split(':');
  return { Name: name, ...(times !== undefined && { MaximumRetryCount: Number(times) }) };
}
