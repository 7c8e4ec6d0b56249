import type { ExecDriver, GraphDriver, Host, NetworkDriver, Registry } from '#engine';

/** Methods of a host's drivers that are to be others. */
export interface OtherMethods {
  readonly exec?: Partial<ExecDriver>;
  readonly graph?: Partial<GraphDriver>;
  readonly network?: Partial<NetworkDriver>;
  readonly registry?: Partial<Registry>;
}

/** The same host, some methods of whose drivers are other ones: to let it fail, or to hold it up, at one of them. */
export function withDrivers(host: Host, others: OtherMethods): Host {
  return {
    name: host.name,
    url: host.url,
    info: () => host.info(),
    exec: over(host.exec, others.exec),
    graph: over(host.graph, others.graph),
    network: over(host.network, others.network),
    registry: over(host.registry, others.registry),
  };
}

function over<Driver extends object>(driver: Driver, others: Partial<Driver> = {}): Driver {
  return new Proxy(driver, {
    get(target, name) {
      const method: unknown = Reflect.get(others, name) ?? Reflect.get(target, name);
      return typeof method === 'function' ? method.bind(target) : method;
    },
  });
}
