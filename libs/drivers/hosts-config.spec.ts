import { describe, expect, it } from 'vitest';
import { parseHostsConfig } from './hosts-config.js';

describe('the configuration of hosts', () => {
  it('is one local host when nothing is said', () => {
    expect([...parseHostsConfig({})]).toEqual([['local', 'unix:///var/run/docker.sock']]);
    expect([...parseHostsConfig({ LONGSHORE_HOSTS: ' ', DOCKER_HOST: '' })]).toEqual([
      ['local', 'unix:///var/run/docker.sock'],
    ]);
  });

  it('takes DOCKER_HOST as the local host', () => {
    expect([...parseHostsConfig({ DOCKER_HOST: 'tcp://10.0.0.7:2375' })]).toEqual([['local', 'tcp://10.0.0.7:2375']]);
  });

  it('lists hosts in order, and DOCKER_HOST is no matter then', () => {
    const env = {
      LONGSHORE_HOSTS: 'local=unix:///var/run/docker.sock, b = tcp://127.0.0.1:2376',
      DOCKER_HOST: 'tcp://elsewhere:1',
    };
    expect([...parseHostsConfig(env)]).toEqual([
      ['local', 'unix:///var/run/docker.sock'],
      ['b', 'tcp://127.0.0.1:2376'],
    ]);
  });

  it.each(['local', '=unix:///a', 'a=', 'a=unix:///a,', 'a=unix:///a,a=unix:///b', 'a b=unix:///a', 'a:b=unix:///a'])(
    'refuses %j and says what to write',
    (list) => {
      expect(() => parseHostsConfig({ LONGSHORE_HOSTS: list })).toThrowError(
        expect.objectContaining({
          kind: 'invalid',
          code: 'hosts-invalid',
          message: expect.stringMatching(/^LONGSHORE_HOSTS: ".*".*(write|begin|give)/),
        }),
      );
    },
  );
});
