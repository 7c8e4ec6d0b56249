import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Door, dockerClients, dockerClis, openDoor, type Said } from './door.js';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await mkdir(join(door.folder, 'context'));
  await writeFile(
    join(door.folder, 'context', 'Dockerfile'),
    'FROM busybox\nCOPY greeting /srv/\nRUN cat /srv/greeting\n',
  );
  await writeFile(join(door.folder, 'context', 'greeting'), 'hello\n');
  await writeFile(join(door.folder, 'file'), 'copied in\n');
});
afterAll(() => door.stop());

/** A story of commands, each with what goes into its stdin. `$N` is a name of its own, `$F` the folder, `$R` a registry. */
type Story = readonly (string | readonly [line: string, input: string])[];

const stories: Readonly<Record<string, Story>> = {
  'of a container': [
    'create --name $N -e WHO=me -l mine=yes busybox sh -c "echo $WHO; echo oops >&2; exit 3"',
    'ps -a --filter name=$N --format {{.Names}};{{.Image}};{{.Command}};{{.Status}}',
    'start -a $N',
    'wait $N',
    'logs $N',
    'inspect -f {{.State.ExitCode}};{{.Config.Env}};{{.HostConfig.NetworkMode}};{{.Name}} $N',
    'rename $N $N-2',
    'rename $N-2 $N',
    'diff $N',
    'rm $N',
    'rm $N',
    'start $N',
    'inspect $N',
  ],
  'of a run in the foreground': [
    ['run --rm -i busybox cat', 'what goes in\ncomes out\n'],
    'run --rm busybox sh -c "echo out; echo err >&2; exit 7"',
    'run --rm busybox no-such-command',
    'run --rm busybox sh -c "kill -9 $$"',
    'run --rm --network none busybox ip -o -4 addr',
    'run --rm -w /srv -u 1000:1000 --hostname box busybox sh -c "pwd; id -u; hostname"',
    'run --rm no-such-image-anywhere:1 true',
    'run --rm --name no/name busybox true',
  ],
  'of one that runs': [
    'run -d --name $N --stop-signal KILL busybox sleep 600',
    'exec $N echo in',
    ['exec -i $N sh -c "cat; exit 5"', 'through exec\n'],
    'exec $N no-such-command',
    'exec -e A=b -w /tmp $N sh -c "echo $A; pwd"',
    'top $N -o args',
    'cp $F/file $N:/tmp/file',
    'exec $N cat /tmp/file',
    'cp $N:/tmp/file $F/back',
    'cp $N:/no/such $F/back',
    'diff $N',
    'pause $N',
    'ps --filter name=$N --format {{.Names}};{{.State}}',
    'exec $N true',
    'unpause $N',
    'update --memory 64m --memory-swap 64m $N',
    'port $N',
    'stats --no-stream --format {{.Name}} $N',
    'kill -s USR1 $N',
    'restart -t 0 $N',
    'stop -t 0 $N',
    'stop $N',
    'kill $N',
    'commit -m change $N $N:committed',
    'history --format {{.CreatedBy}} $N:committed',
    'rm -v $N',
    'rmi $N:committed',
  ],
  'of images': [
    'build -q -t $N:1 $F/context',
    'images --format {{.Repository}}:{{.Tag}} $N',
    'tag $N:1 $N:2',
    'tag $N:nope $N:2',
    'inspect -f {{.RepoTags}};{{.Config.Cmd}} $N:1',
    'history --format {{.CreatedBy}} $N:1',
    'save -o $F/saved.tar $N:1 $N:2',
    'rmi $N:1 $N:2',
    'load -i $F/saved.tar',
    'load -i $F/file',
    'rmi $N:1 $N:2',
    'rmi $N:1',
    'pull -q no-such.invalid/nothing:1',
    'image inspect $N:1',
  ],
  'of networks and volumes': [
    'network create --label mine=yes --subnet 10.231.7.0/24 $N',
    'network ls --filter name=$N --format {{.Name}};{{.Driver}}',
    'network inspect -f {{.Name}};{{.Driver}};{{(index .IPAM.Config 0).Subnet}} $N',
    'network create $N',
    'run -d --name $N --network $N --network-alias nick --init busybox sleep 600',
    'run --rm --network $N busybox ping -c 1 -q nick',
    'network disconnect $N $N',
    'network connect --alias other $N $N',
    'network rm $N',
    'rm -f $N',
    'network rm $N',
    'network rm $N',
    'volume create --label mine=yes $N',
    'volume ls --filter name=$N --format {{.Name}};{{.Driver}}',
    'run --rm -v $N:/data busybox sh -c "echo kept > /data/x"',
    'run --rm -v $N:/data:ro busybox cat /data/x',
    'volume inspect -f {{.Name}};{{.Driver}} $N',
    'volume rm $N',
    'volume rm $N',
  ],
  'of what is wrong': [
    'run --rm -p 1:x busybox true',
    'run --rm --network no-such-net busybox true',
    'run --rm --network container:no-such busybox true',
    'network connect no-such no-such',
    'logs no-such',
    'exec no-such true',
    'cp no-such:/x $F/x',
    'wait no-such',
    'attach no-such',
    'top no-such',
    'kill no-such',
  ],
};

describe.each(dockerClients(dockerClis()))('$title', ({ program }) => {
  it.each(Object.keys(stories))(
    'says through Longshore what it says of the engine itself: the story %s',
    async (title) => {
      const story = stories[title] ?? [];
      const name = door.name(`t${basename(program).length}`);
      const tell = async (how: 'direct' | 'docker'): Promise<readonly (Said & { readonly line: string })[]> => {
        const told = [];
        for (const step of story) {
          const [line, input] = typeof step === 'string' ? [step] : step;
          const args = wordsOf(line.replaceAll('$N', name).replaceAll('$F', door.folder));
          told.push({
            line,
            ...plain(await door[how](args, { program, ...(input !== undefined && { input }) }), name),
          });
        }
        return told;
      };
      const direct = await tell('direct');
      const through = await tell('docker');
      expect(through).toEqual(direct);
    },
    120_000,
  );
});

it('copies files byte for byte', async () => {
  const name = door.name('cp');
  await door.docker(['create', '--name', name, 'busybox', 'true']);
  await door.docker(['cp', join(door.folder, 'file'), `${name}:/srv`]);
  await door.docker(['cp', `${name}:/srv`, join(door.folder, 'again')]);
  expect(await readFile(join(door.folder, 'again'), 'utf8')).toBe('copied in\n');
  await door.docker(['rm', name]);
});

/** What differs from run to run: ids, times, and names that are made up. */
function plain({ status, stdout, stderr }: Said, name: string): Said {
  const text = (said: string) =>
    said
      .replaceAll(name, '$N')
      // The CLI of 20.10 says this or not, as its own threads come to it.
      .replaceAll(/^time=.*error waiting for container: context canceled.*\n/gm, '')
      .replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256:ID')
      .replaceAll(/\b[0-9a-f]{64}\b/g, 'ID')
      .replaceAll(/\b[0-9a-f]{12}\b/g, 'ID')
      // How many steps of a build go with an image depends on what others have built on them.
      .replaceAll(/(?:Deleted: sha256:ID\n)+/g, 'Deleted: sha256:ID\n')
      .replaceAll(/\d+(?:\.\d+)?\/\d+(?:\.\d+)?\/\d+(?:\.\d+)? ms/g, 'TIMES')
      .replaceAll(/"\/?[a-z]+_[a-z]+"/g, '"NAME"');
  return { status, stdout: text(stdout), stderr: text(stderr) };
}

/** The words of a line: at blanks, but not within double quotes. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}
