import { endedJob, lineOfCall } from '#testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callBodies } from '../engine-api/call-bodies.js';
import { type JobName, jobTypes } from '../job/job-types.js';
import { commandLineOf } from './command-line.js';

const verb = (name: JobName, args: object, more: object = {}) =>
  commandLineOf(endedJob({ name, args: jobTypes[name].args.parse(args) as Record<string, unknown>, ...more }));
const calls = [
  ...Object.keys(callBodies),
  'constructor',
  'ImageBuild',
  'ImageCreate',
  'ImageDelete',
  'ImagePrune',
  'PluginSet',
  'SecretCreate',
];
const secret = `secret:${'x'.repeat(22)}`;
const item = (id: string) => ({ id, names: [] });
const plan = { plan: '00000000-0000-7000-8000-00000000000a', items: [item('a'), item('b')] };

describe('the line of a job of REST', () => {
  it.each([
    ['build', {}, 'env DOCKER_BUILDKIT=0 docker build -'],
    [
      'build',
      {
        builder: 'buildkit',
        tags: ['a:1'],
        dockerfile: 'D',
        target: 't',
        args: { A: 'b' },
        labels: { l: '' },
        platform: 'p',
        network: 'n',
        noCache: true,
        pull: true,
      },
      'env DOCKER_BUILDKIT=1 docker build --tag a:1 --file D --target t --build-arg A=b --label l= --platform p --network n --no-cache --pull -',
    ],
    ['create', { image: 'app' }, 'docker create --network bridge --init=false app'],
    [
      'run',
      {
        image: 'app',
        detach: true,
        rm: true,
        pull: 'missing',
        init: true,
        entrypoint: ['sh'],
        cmd: ['-c', 'x y'],
        tty: true,
        user: 'u',
        workdir: '/w',
      },
      "docker run --detach --rm --workdir /w --user u --network bridge --tty --init --entrypoint sh app -c 'x y'",
    ],
    [
      'exec',
      { container: 'c', cmd: ['a', '--b'], user: 'u', workdir: '/w', tty: true },
      'docker exec --tty --user u --workdir /w c a --b',
    ],
    ['kill', { container: 'c' }, 'docker kill c'],
    ['kill', { container: 'c', signal: 'HUP' }, 'docker kill --signal HUP c'],
    [
      'network.connect',
      { network: 'n', container: 'c', aliases: ['a'], ipv4: '10.0.0.2' },
      'docker network connect --alias a --ip 10.0.0.2 n c',
    ],
    [
      'network.create',
      {
        name: 'net',
        internal: true,
        subnet: '10.0.0.0/24',
        gateway: '10.0.0.1',
        labels: { a: 'b' },
        options: { o: 'p' },
      },
      'docker network create --driver bridge --internal --subnet 10.0.0.0/24 --gateway 10.0.0.1 --label a=b --opt o=p net',
    ],
    ['network.disconnect', { network: 'n', container: 'c', force: true }, 'docker network disconnect --force n c'],
    ['network.rm', { network: 'n' }, 'docker network rm n'],
    ['prune.containers', plan, 'docker rm a b'],
    ['prune.images', plan, 'docker rmi a b'],
    ['prune.networks', plan, 'docker network rm a b'],
    ['prune.volumes', plan, 'docker volume rm a b'],
    ['pull', { image: 'a', platform: 'linux/arm64' }, 'docker pull --platform linux/arm64 a'],
    ['push', { image: 'a:1' }, 'docker push a:1'],
    ['restart', { container: 'c', seconds: 0 }, 'docker restart -t 0 c'],
    ['rm', { container: 'c', force: true, volumes: true }, 'docker rm --force --volumes c'],
    ['rmi', { image: 'a', force: true }, 'docker rmi --force a'],
    ['start', { container: 'c' }, 'docker start c'],
    ['stop', { container: 'c', seconds: 3, signal: 'INT' }, 'docker stop -t 3 --signal INT c'],
    ['tag', { image: 'a', target: 'b:1' }, 'docker tag a b:1'],
    [
      'volume.create',
      { name: 'vol', driver: 'local', labels: { a: 'b' }, options: { o: 'p' } },
      'docker volume create --driver local --label a=b --opt o=p vol',
    ],
    ['volume.rm', { volume: 'vol', force: true }, 'docker volume rm --force vol'],
    ['wait', { container: 'c' }, 'docker wait c'],
  ] satisfies [JobName, object, string][])('%s %j', (name, args, line) => {
    expect(verb(name, args)).toMatchObject({ line, unsaid: [], secrets: [] });
  });

  it('has a variable for each secret, and says what it does not repeat', () => {
    const credentials = { username: 'u', password: secret };
    expect(verb('pull', { image: 'a', credentials })).toMatchObject({ line: 'docker pull a', unsaid: ['credentials'] });
    const limits = { seconds: 5, outputBytes: 1, graceSeconds: 1 };
    expect(verb('exec', { container: 'c', cmd: ['x'] }, { env: { A: secret, 'B=': 'c' }, limits, nice: 3 })).toEqual({
      line: 'docker exec --env A="${SECRET_1:?}" c x',
      words: ['docker', 'exec', '--env', `A=${secret}`, 'c', 'x'],
      unsaid: ['env.B=', 'limits.seconds', 'nice'],
      secrets: [{ variable: 'SECRET_1', fingerprint: secret }],
    });
  });
});

describe('a job without a line', () => {
  it.each([
    commandLineOf(endedJob({ name: 'serveapi', args: { listeners: [] } })),
    commandLineOf(endedJob({ name: 'no such name' })),
    commandLineOf(endedJob({ name: 'run', args: { image: 3 }, state: 'refused' })),
    commandLineOf(
      endedJob({
        name: 'create',
        args: { call: 'ContainerCreate', request: 'POST /', query: {}, body: { Imige: 'a' } },
      }),
    ),
    lineOfCall('ExecStart', { exec: 'e' }),
    lineOfCall('Session'),
  ])('says so', (said) => {
    expect(said).toEqual({ words: [], unsaid: ['args'], secrets: [] });
  });
});

describe('any job', () => {
  it('has a line or none, whatever its arguments are: they may have been refused', () => {
    const parameters = ['buildargs', 'cachefrom', 'filters', 'outputs', 'platform', 'platforms', 'ulimits', 't'];
    const query = fc.dictionary(fc.constantFrom(...parameters), fc.oneof(fc.json(), fc.array(fc.json())));
    const call = fc.record({
      call: fc.constantFrom(...calls),
      request: fc.constant('POST /'),
      query,
      body: fc.oneof(
        fc.constant({}),
        fc.dictionary(fc.constantFrom('Name', 'HostConfig', 'Cmd', 'IPAM'), fc.jsonValue()),
      ),
    });
    const args = fc.oneof(call, fc.dictionary(fc.string(), fc.jsonValue()));
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(jobTypes)), args, (name, given) => {
        const { words, unsaid } = commandLineOf(endedJob({ name, args: given }));
        expect([...words, ...unsaid].every((text) => typeof text === 'string')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
