import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine } from '../rest/rest.js';
import { containerLines } from './container-lines.js';
import { type Door, dockerClis, openDoor } from './door.js';
import { plainContainer, plainNetwork, plainVolume, stepsOf, asMeant } from './plain-inspect.js';
import { lineOf, lineOfNewest, shell, wordsIn } from './repeat.js';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await shell(door, `docker network create --subnet 10.231.8.0/24 ${door.name('n')}`);
  await shell(door, `docker volume create ${door.name('v')}`);
  await shell(door, `docker run -d --init --ipc shareable --name ${door.name('c')} busybox sleep 600`);
  await mkdir(join(door.folder, 'context'));
  const steps = ['FROM busybox AS one', 'ARG A', 'RUN echo "$A" > /a', 'FROM one', 'RUN false'];
  await writeFile(join(door.folder, 'context', 'Dockerfile.x'), steps.join('\n'));
});
afterAll(() => door.stop());

describe.each(dockerClis())('the line that repeats a container made %s', (program) => {
  it.each(Object.keys(containerLines))('%s', async (title) => {
    const [one, two] = [door.name('one'), door.name('two')];
    const [verb = '', ...rest] = filled(containerLines[title] ?? '').split(' ');
    await shell(door, `docker ${verb} --name ${one} ${rest.join(' ')}`, program);
    const first = await engine.getContainer(one).inspect();
    const { line, unsaid } = await lineOfNewest(door, 'create', first.Id);
    expect([line, unsaid]).toEqual([expect.stringContaining(`docker ${verb} `), []]);
    await engine.getContainer(one).remove({ force: true, v: true });

    await shell(door, line.replaceAll(one, two), program);
    const second = await engine.getContainer(two).inspect();
    await engine.getContainer(two).remove({ force: true, v: true });
    expect([line, plainContainer(second)]).toEqual([line, plainContainer(first)]);
  });
});

describe('the line that repeats', () => {
  it.each([
    '--label a=b --opt com.docker.network.driver.mtu=1400 --internal --attachable --subnet 10.231.9.0/24 --gateway 10.231.9.9 --ip-range 10.231.9.64/26 --aux-address a=10.231.9.5',
    '--driver bridge --ipv6 --subnet fd00:231::/64 --subnet 10.231.9.0/24 --gateway 10.231.9.9',
  ])('a network made by %s', async (flags) => {
    const [one, two] = [door.name('one'), door.name('two')];
    await shell(door, `docker network create ${flags} ${one}`);
    const first = await engine.getNetwork(one).inspect();
    const { line, unsaid } = await lineOfNewest(door, 'network.create');
    await engine.getNetwork(one).remove();
    await shell(door, line.replaceAll(one, two));
    const second = await engine.getNetwork(two).inspect();
    await engine.getNetwork(two).remove();
    expect([unsaid, plainNetwork(second)]).toEqual([[], plainNetwork(first)]);
  });

  it.each(['--label "a=b c" --label d=', '--opt type=tmpfs --opt device=tmpfs --opt o=size=1m'])(
    'a volume made by %s',
    async (flags) => {
      const [one, two] = [door.name('one'), door.name('two')];
      await shell(door, `docker volume create ${flags} ${one}`);
      const { line, unsaid } = await lineOfNewest(door, 'volume.create');
      await shell(door, line.replaceAll(one, two));
      const [first, second] = [await engine.getVolume(one).inspect(), await engine.getVolume(two).inspect()];
      for (const name of [one, two]) await engine.getVolume(name).remove();
      expect([unsaid, plainVolume(second)]).toEqual([[], plainVolume(first)]);
    },
  );

  it('a build, from the context that was kept', async () => {
    const tag = door.name('built');
    const flags = `-q -t ${tag}:1 -f Dockerfile.x --target one --build-arg "A=b c" --label x=y --no-cache`;
    const context = join(door.folder, 'context');
    await shell(door, `tar -c -C ${context} . | DOCKER_BUILDKIT=0 docker build ${flags} -`);
    const { line, unsaid, stdin } = await lineOfNewest(door, 'build');
    expect([unsaid, stdin]).toEqual([[], { digest: expect.stringMatching(/^sha256:/), size: expect.any(Number) }]);

    await shell(door, `tar -c -C ${context} . | ${line.replace(`${tag}:1`, `${tag}:2`)}`);
    const [first, second] = [engine.getImage(`${tag}:1`), engine.getImage(`${tag}:2`)];
    expect((await second.inspect()).Config.Labels).toEqual({ x: 'y' });
    expect(stepsOf(await second.history())).toEqual(stepsOf(await first.history()));
  });

  it('a run of REST', async () => {
    const [one, two] = [door.name('one'), door.name('two')];
    const run = await door.post('/v1/containers', {
      image: 'busybox',
      name: one,
      cmd: ['sh', '-c', "echo 'a  b'"],
      env: { A: 'b c', D: '' },
      labels: { x: 'y z' },
      ports: ['127.0.0.1:8096:80', '53/udp'],
      network: door.name('n'),
      aliases: ['nick'],
      volumes: [`${door.name('v')}:/v:ro`],
      limits: { memory: 67_108_864, cpus: 0.5, pids: 20 },
      restart: 'on-failure:2',
      stopSignal: 'INT',
      hostname: 'box',
    });
    const first = await engine.getContainer(one).inspect();
    const { line, unsaid } = await lineOf(door, run);
    await engine.getContainer(one).remove({ force: true });
    await shell(door, line.replaceAll(one, two));
    const second = await engine.getContainer(two).inspect();
    expect([unsaid, asMeant(plainContainer(second))]).toEqual([[], asMeant(plainContainer(first))]);
  });

  it('a container without a name, where it had been given none', async () => {
    const id = await shell(door, 'docker run -d --rm busybox true');
    expect((await lineOfNewest(door, 'create', id.trim())).line).toBe('docker run --detach --rm busybox true');
  });

  it('each thing that is done to a container', async () => {
    const name = door.name('done');
    const id = (await shell(door, `docker run -d --init --name ${name} busybox sleep 600`)).trim();
    const lines = {
      'exec.create': `exec --interactive --env 'A=b c' --workdir /tmp ${id} sh -c 'exit 0'`,
      'exec.start': `exec --interactive --user 1 ${id} true`,
      logs: `logs --since 1 --tail 5 ${id}`,
      update: `update --memory 64m --memory-swap 64m --restart no ${id}`,
      pause: `pause ${id}`,
      unpause: `unpause ${id}`,
      commit: `commit --author me --change 'ENV A=b' --message 'a b' ${id} ${name}:1`,
      tag: `tag ${name}:1 ${name}:2`,
      rename: `rename ${id} ${name}-2`,
      restart: `restart -t 0 ${id}`,
      kill: `kill --signal USR1 ${id}`,
      stop: `stop -t 0 ${id}`,
      start: `start ${id}`,
      rm: `rm --force --volumes ${id}`,
      rmi: `rmi --force ${name}:2`,
    };
    for (const [job, line] of Object.entries(lines)) {
      await shell(door, `docker ${line}`);
      const said = await lineOfNewest(door, job);
      expect([said.words, said.unsaid]).toEqual([await wordsIn(`docker ${line}`), []]);
    }
  });

  it('a job as a script, to who asks for text: with what it cannot say, and its secrets, above it', async () => {
    const spec = { image: 'busybox', cmd: ['true'], rm: true, env: { TOKEN: 'canary!!' }, secretEnv: ['TOKEN'] };
    const { id } = await door.post('/v1/containers', { ...spec, limits: { seconds: 60 } });
    const answer = await door.as().get(`/v1/jobs/${id}/command`).set('accept', 'text/plain').expect(200);
    expect([answer.type, ...answer.text.split('\n')]).toEqual([
      'text/plain',
      '# Not said: "limits.seconds"',
      expect.stringMatching(/^# Set SECRET_1 to what secret:[\w-]{22} stands for$/),
      'docker run --rm --pull never --env TOKEN="${SECRET_1:?}" --network bridge --init=false busybox true',
      '',
    ]);
  });

  it('no job that is not there', async () => {
    const { body } = await door.as().get('/v1/jobs/00000000-0000-7000-8000-000000000000/command').expect(404);
    expect(body.code).toBe('job-not-found');
  });
});

function filled(line: string): string {
  return line
    .replaceAll('$N', door.name('n'))
    .replaceAll('$V', door.name('v'))
    .replaceAll('$C', door.name('c'))
    .replaceAll('$F', door.folder);
}
