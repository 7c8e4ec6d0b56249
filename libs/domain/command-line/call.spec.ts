import type { CallArgs } from '#domain';
import { lineOfCall } from '#testing';
import { describe, expect, it } from 'vitest';

const json = JSON.stringify;

describe('the line of a request of the Engine API', () => {
  it.each<[call: string, args: Partial<CallArgs>, line: string]>([
    [
      'BuildPrune',
      { query: { all: '1', 'keep-storage': '1048576', filters: json({ until: { '24h': true } }) } },
      'builder prune --force --all --filter until=24h --keep-storage 1m',
    ],
    ['ConfigDelete', { config: 'c' }, 'config rm c'],
    [
      'ContainerAttach',
      { container: 'c', query: { stream: '1', stdin: '1', stdout: '1', stderr: '1', detachKeys: 'a' } },
      'attach --detach-keys a c',
    ],
    ['ContainerAttachWebsocket', { container: 'c', query: { stream: '1' } }, 'attach --no-stdin c'],
    ['ContainerDelete', { container: 'c', query: { v: '1', force: '0', link: '1' } }, 'rm --link --volumes c'],
    [
      'ContainerExec',
      { container: 'c', body: { Cmd: ['a', '-b'], Privileged: true } },
      'exec --detach --privileged c a -b',
    ],
    ['ContainerKill', { container: 'c', query: { signal: '' } }, 'kill c'],
    ['ContainerPrune', { query: { filters: json({ label: ['a=b'] }) } }, 'container prune --force --filter label=a=b'],
    ['ContainerRename', { container: 'c', query: { name: 'd' } }, 'rename c d'],
    ['ContainerStart', { container: 'c', query: { detachKeys: 'k' } }, 'start --detach-keys k c'],
    ['ContainerStats', { container: 'c', query: { stream: '0' } }, 'stats --no-stream c'],
    ['ContainerStop', { container: 'c', query: { t: '0', signal: 'INT' } }, 'stop --signal INT -t 0 c'],
    [
      'ContainerUpdate',
      { container: 'c', body: { PidsLimit: -1, RestartPolicy: { Name: 'no' } } },
      'update --pids-limit -1 --restart no c',
    ],
    ['ContainerWait', { container: 'c', query: { condition: 'not-running' } }, 'wait c'],
    [
      'ImageCommit',
      { query: { container: 'c', repo: 'docker.io/library/a', tag: 't', pause: '0', changes: ['ENV a=b', 'CMD c'] } },
      "commit --change 'ENV a=b' --change 'CMD c' --pause=false c a:t",
    ],
    [
      'ImageCreate',
      { query: { fromImage: 'docker.io/library/a', tag: 'latest', platform: 'linux/arm64' } },
      'pull --platform linux/arm64 a:latest',
    ],
    ['ImageCreate', { query: { fromImage: 'a', tag: `sha256:${'0'.repeat(64)}` } }, `pull a@sha256:${'0'.repeat(64)}`],
    ['ImageCreate', { query: { fromImage: 'h:5000/a' } }, 'pull --all-tags h:5000/a'],
    [
      'ImageCreate',
      { query: { fromSrc: 'http://x/y.tar', repo: 'a:1', tag: '', message: 'm n' } },
      "import --message 'm n' http://x/y.tar a:1",
    ],
    [
      'ImageDelete',
      {
        image: 'a',
        query: { force: '1', noprune: '1', platforms: [json({ os: 'linux', architecture: 'arm64', variant: 'v8' })] },
      },
      'rmi --force --no-prune --platform linux/arm64/v8 a',
    ],
    [
      'ImagePrune',
      { query: { filters: json({ dangling: { false: true }, label: { x: true } }) } },
      'image prune --force --all --filter label=x',
    ],
    ['ImagePush', { image: 'a/b', query: { tag: '1' } }, 'push a/b:1'],
    ['ImagePush', { image: 'a/b' }, 'push --all-tags a/b'],
    ['ImageTag', { image: 'a', query: { repo: 'h:5000/b', tag: 'c' } }, 'tag a h:5000/b:c'],
    [
      'NetworkConnect',
      {
        network: 'n',
        body: {
          Container: 'c',
          EndpointConfig: { Aliases: ['a'], Links: ['x:y'], DriverOpts: { k: 'v' }, GwPriority: 2 },
        },
      },
      'network connect --alias a --driver-opt k=v --gw-priority 2 --link x:y n c',
    ],
    [
      'NetworkCreate',
      {
        body: {
          Name: 'n',
          Driver: 'overlay',
          Scope: 'swarm',
          ConfigFrom: { Network: 'o' },
          EnableIPv4: false,
          IPAM: { Driver: 'd', Options: { o: 'p' } },
        },
      },
      'network create --config-from o --driver overlay --ipv4=false --ipam-driver d --ipam-opt o=p --scope swarm n',
    ],
    ['NetworkDelete', { network: 'n' }, 'network rm n'],
    ['NetworkDisconnect', { network: 'n', body: { Container: 'c', Force: true } }, 'network disconnect --force n c'],
    ['NodeDelete', { node: 'n', query: { force: '1' } }, 'node rm --force n'],
    ['PluginPull', { query: { remote: 'r', name: 'n' } }, 'plugin install --alias n r'],
    ['PluginSet', { plugin: 'p', body: ['a=b', 'c=d e'] }, "plugin set p a=b 'c=d e'"],
    ['ServiceLogs', { service: 's', query: { follow: '1', stdout: '1', stderr: '1' } }, 'service logs --follow s'],
    ['SwarmLeave', { query: { force: '1' } }, 'swarm leave --force'],
    ['SystemAuth', { body: { username: 'u', serveraddress: 'h' } }, 'login --username u h'],
    [
      'SystemEvents',
      { query: { since: '1', until: '2', filters: json({ type: { container: true } }) } },
      'events --filter type=container --since 1 --until 2',
    ],
    [
      'VolumeCreate',
      { body: { Driver: 'local', DriverOpts: { o: 'a=b' } } },
      'volume create --driver local --opt o=a=b',
    ],
    ['VolumeDelete', { volume: 'v', query: { force: '1' } }, 'volume rm --force v'],
    ['VolumePrune', { query: { filters: json({ all: { 1: true } }) } }, 'volume prune --force --all'],
  ])('%s %j', (call, args, line) => {
    expect(lineOfCall(call, args)).toMatchObject({ line: `docker ${line}`, unsaid: [] });
  });

  it.each<[query: CallArgs['query'], line: string, unsaid: readonly string[]]>([
    [
      {
        dockerfile: 'Dockerfile',
        rm: '1',
        version: '1',
        networkmode: 'default',
        memory: '0',
        cachefrom: '[]',
        labels: '{}',
      },
      'env DOCKER_BUILDKIT=0 docker build -',
      [],
    ],
    [
      {
        t: ['a', 'b:1'],
        buildargs: json({ A: 'b', C: null }),
        ulimits: json([{ Name: 'nofile', Soft: 1, Hard: 2 }]),
        shmsize: '1048576',
        rm: '0',
        extrahosts: ['h:1.2.3.4'],
        version: '1',
      },
      'env DOCKER_BUILDKIT=0 docker build --build-arg A=b --build-arg C --add-host h:1.2.3.4 --rm=false --shm-size 1m --tag a --tag b:1 --ulimit nofile=1:2 -',
      [],
    ],
    [{ remote: 'https://x/y.git', version: '1' }, 'env DOCKER_BUILDKIT=0 docker build https://x/y.git', []],
    [
      {
        remote: 'client-session',
        session: 's',
        buildid: 'i',
        version: '2',
        outputs: json([{ Type: 'local', Attrs: { dest: '/a,b' } }]),
      },
      `env DOCKER_BUILDKIT=1 docker build --output 'type=local,"dest=/a,b"' .`,
      ['context'],
    ],
  ])('ImageBuild %j', (query, line, unsaid) => {
    expect(lineOfCall('ImageBuild', { query })).toMatchObject({ line, unsaid });
  });

  it.each<[call: string, args: Partial<CallArgs>, line: string, unsaid: readonly string[]]>([
    ['ContainerExec', { container: 'c', body: { Cmd: ['a'], AttachStdout: true } }, 'exec c a', ['AttachStderr']],
    ['ContainerLogs', { container: 'c', query: { stdout: '1' } }, 'logs c', ['query.stderr']],
    ['ContainerUpdate', { container: 'c', body: { Devices: [{ PathOnHost: '/dev/a' }] } }, 'update c', ['Devices']],
    ['ContainerWait', { container: 'c', query: { condition: 'removed' } }, 'wait c', ['query.condition']],
    ['ImageCommit', { query: { container: 'c' }, body: { User: 'u', Env: [] } }, 'commit c', ['User']],
    ['ImageCreate', { query: { fromSrc: '-', repo: 'a' } }, 'import - a:latest', ['stdin']],
    ['ImageLoad', { query: { quiet: '1' } }, 'load --quiet', ['stdin']],
    ['ImagePush', { image: 'a', query: { tag: '1' }, registryAuth: 'secret:x' }, 'push a:1', ['registryAuth']],
    [
      'NetworkConnect',
      { network: 'n', body: { Container: 'c', EndpointConfig: { MacAddress: '02:00:00:00:00:01' } } },
      'network connect n c',
      ['EndpointConfig.MacAddress'],
    ],
    [
      'PutContainerArchive',
      { container: 'c', query: { path: '/a b', copyUIDGID: '1' } },
      "cp --archive - 'c:/a b'",
      ['stdin'],
    ],
    ['SecretCreate', { body: { Name: 's', Data: 'eA==' } }, 'secret create s -', ['Data']],
    ['SystemAuth', { body: { auth: 'x' } }, 'login', ['auth']],
  ])('%s %j, and what it cannot say', (call, args, line, unsaid) => {
    expect(lineOfCall(call, args)).toMatchObject({ line: `docker ${line}`, unsaid });
  });
});
