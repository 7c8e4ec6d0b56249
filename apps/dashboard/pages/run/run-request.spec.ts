import { describe, expect, it } from 'vitest';
import { dockerLineOf, faultsIn, modeOf, requestOf, type RunDraft } from './run-request.js';
import { shellWords } from './shell-words.js';

const draft: RunDraft = {
  image: 'busybox',
  name: 'web',
  command: `sh -c 'echo "it'\\''s"'`,
  ports: '8080:80, 127.0.0.1:53:53/udp',
  network: 'lab',
  volumes: 'data:/data',
  env: 'A=1 B="two words"',
  memory: '64',
  rm: true,
  detach: false,
};

describe('the form for a container', () => {
  it('is a request, and the equal line of the docker CLI', () => {
    expect(requestOf(draft)).toEqual({
      image: 'busybox',
      name: 'web',
      cmd: ['sh', '-c', `echo "it's"`],
      ports: ['8080:80', '127.0.0.1:53:53/udp'],
      network: 'lab',
      volumes: ['data:/data'],
      env: { A: '1', B: 'two words' },
      limits: { memory: 67_108_864 },
      rm: true,
      detach: false,
    });
    const line = dockerLineOf(draft);
    expect(line).toMatch(
      /^docker run --rm --name web -p 8080:80 -p 127\.0\.0\.1:53:53\/udp --network lab -v data:\/data -e A=1 -e 'B=two words' -m 64m busybox sh -c /,
    );
    expect(shellWords(line)?.slice(-2)).toEqual(['-c', `echo "it's"`]);
  });

  it('says which rules are broken', () => {
    expect(faultsIn(draft)).toEqual({});
    expect(
      faultsIn({ ...draft, image: ' ', name: '-x', command: 'echo "open', ports: '80:x', env: '1A=b', memory: '2' }),
    ).toEqual({ image: 'image', name: 'name', command: 'command', ports: 'ports', env: 'env', memory: 'memory' });
  });

  it('knows the rules of the network modes, and what is there', () => {
    const known = { containers: ['db'], networks: ['bridge', 'host', 'none', 'lab'] };
    const ofNetwork = (network: string, ports = '') => faultsIn({ ...draft, network, ports }, known);
    expect(ofNetwork('host', '80')).toEqual({ ports: 'hostPorts' });
    expect(ofNetwork('container:db', '80')).toEqual({ ports: 'containerPorts' });
    expect(ofNetwork('container:gone')).toEqual({ network: 'noSuchContainer' });
    expect(ofNetwork('nowhere')).toEqual({ network: 'network' });
    for (const network of ['', 'bridge', 'host', 'none', 'lab', 'container:db']) expect(ofNetwork(network)).toEqual({});
    expect(faultsIn({ ...draft, name: 'db' }, known)).toEqual({ name: 'nameTaken' });
    expect(['', 'host', 'none', 'container:db', 'lab'].map(modeOf)).toEqual([
      'bridge',
      'host',
      'none',
      'container',
      'own',
    ]);
  });
});
