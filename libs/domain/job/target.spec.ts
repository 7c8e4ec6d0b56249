import { describe, expect, it } from 'vitest';
import { type JobName, jobTypes } from './job-types.js';
import { targetsOf } from './target.js';

/** The targets in short, `kind ref`. */
function shortTargets(name: string, args: Record<string, unknown>, result?: Record<string, unknown>) {
  const exit = result && { status: 0, result };
  return targetsOf({ name, args, ...(exit && { exit }) }).map(({ kind, ref }) => `${kind} ${ref}`);
}

const id = 'a'.repeat(64);
const digest = `sha256:${'b'.repeat(64)}`;

describe('the targets of a job', () => {
  it.each<readonly [JobName, Record<string, unknown>, Record<string, unknown>, readonly string[]]>([
    [
      'build',
      { tags: ['team/app:1', 'app'] },
      { image: digest },
      ['image team/app:1', 'image app:latest', `image ${digest}`],
    ],
    ['exec', { container: id, cmd: ['true'] }, { container: id }, [`container ${id}`]],
    ['network.connect', { network: 'n', container: 'c' }, {}, ['network n', 'container c']],
    ['network.create', { name: 'blue' }, { network: id, name: 'blue' }, ['network blue', `network ${id}`]],
    ['pull', { image: 'docker.io/library/busybox' }, { image: digest }, ['image busybox:latest', `image ${digest}`]],
    [
      'prune.images',
      { plan: 'p', items: [{ id: digest, names: ['app:1'] }] },
      { removed: [digest], left: [] },
      [`image ${digest}`, 'image app:1'],
    ],
    ['push', { image: '127.0.0.1:5000/app' }, { digest }, ['image 127.0.0.1:5000/app:latest']],
    ['rmi', { image: 'app' }, { untagged: ['app:latest'], deleted: [digest] }, ['image app:latest', `image ${digest}`]],
    [
      'tag',
      { image: 'app', target: 'app:2' },
      { image: digest },
      ['image app:latest', 'image app:2', `image ${digest}`],
    ],
    ['volume.create', { name: 'data' }, { volume: 'data', existed: false }, ['volume data']],
  ])('%s: what it names, then what it made', (name, args, result, expected) => {
    expect(shortTargets(name, args, result)).toEqual(expected);
  });

  it('of a run are its container, image, network and volumes, but no directory of the host', () => {
    const args = { name: 'web', image: 'app:1', network: 'blue', volumes: ['data:/srv:ro', '/etc:/etc', 'logs:/log'] };
    const named = ['container web', 'image app:1', 'network blue', 'volume data', 'volume logs'];
    expect(shortTargets('run', args)).toEqual(named);
    expect(shortTargets('run', args, { name: 'web', container: id })).toEqual([...named, `container ${id}`]);
  });

  it('are a container when its network is shared, and nothing for the bridge that is meant without a word', () => {
    expect(shortTargets('create', { image: id, network: 'container:web' })).toEqual([`image ${id}`, 'container web']);
    expect(shortTargets('create', { image: digest, network: 'bridge' })).toEqual([`image ${digest}`]);
    expect(shortTargets('create', { image: `app@${digest}`, network: 'host' })).toEqual([
      `image app@${digest}`,
      'network host',
    ]);
  });

  it.each([...Object.keys(jobTypes), 'signal', 'toString'])('are none of a %s that nothing is known of', (name) => {
    expect(targetsOf({ name, args: {} })).toEqual([]);
  });
});
