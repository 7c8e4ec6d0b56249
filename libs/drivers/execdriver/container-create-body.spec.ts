import { describe, expect, it } from 'vitest';
import { containerSpec } from '#domain';
import { containerCreateBody } from './container-create-body.js';

describe('the body that creates a container', () => {
  it('says everything that a specification can', () => {
    const spec = containerSpec.parse({
      image: 'app',
      cmd: ['serve'],
      entrypoint: ['/init'],
      workdir: '/srv',
      user: 'app',
      hostname: 'quay',
      labels: { a: 'b' },
      ports: ['8080:80', '127.0.0.1:8081:80/tcp', '53/udp'],
      network: 'harbour',
      aliases: ['web'],
      volumes: ['data:/data:ro', '/etc/app:/etc/app'],
      memory: 67_108_864,
      cpus: 1.5,
      pids: 100,
      restart: 'on-failure:3',
      init: true,
      tty: true,
      stopSignal: 'INT',
    });
    expect(containerCreateBody(spec, { A: '1', B: 'x=y' })).toEqual({
      Image: 'app',
      Cmd: ['serve'],
      Entrypoint: ['/init'],
      Env: ['A=1', 'B=x=y'],
      Hostname: 'quay',
      User: 'app',
      WorkingDir: '/srv',
      Labels: { a: 'b' },
      StopSignal: 'INT',
      Tty: true,
      ExposedPorts: { '80/tcp': {}, '53/udp': {} },
      NetworkingConfig: { EndpointsConfig: { harbour: { Aliases: ['web'] } } },
      HostConfig: {
        Binds: ['data:/data:ro', '/etc/app:/etc/app'],
        Init: true,
        NetworkMode: 'harbour',
        PortBindings: {
          '80/tcp': [
            { HostIp: '', HostPort: '8080' },
            { HostIp: '127.0.0.1', HostPort: '8081' },
          ],
          '53/udp': [{ HostIp: '', HostPort: '' }],
        },
        RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
        Memory: 67_108_864,
        NanoCpus: 1_500_000_000,
        PidsLimit: 100,
      },
    });
  });

  it('leaves to the engine what is not said', () => {
    const { HostConfig, ...body } = containerCreateBody(
      containerSpec.parse({ image: 'app', network: 'container:other' }),
      {},
    );
    expect(JSON.parse(JSON.stringify(body))).toEqual({
      Image: 'app',
      Env: [],
      Labels: {},
      Tty: false,
      ExposedPorts: {},
    });
    expect(HostConfig).toEqual({
      Binds: [],
      Init: false,
      NetworkMode: 'container:other',
      PortBindings: {},
      RestartPolicy: { Name: 'no' },
    });
  });
});
