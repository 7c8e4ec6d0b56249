import { containerOf, dockerId, suspectOf, suspectsOf, volumeOf } from '#testing';
import { describe, expect, it } from 'vitest';
import { byDrift, byJob, type Suspect } from '../observation/cause.js';
import { causeOfVolume, causeOfVolumeLoss } from './volume.cause.js';

const data = volumeOf('data');
/** The engine made its name up, along with a container. */
const anonymous = volumeOf(dockerId('a volume'));
const create = suspectOf('volume.create', { args: { name: 'data' } });

describe('a volume was created', () => {
  const foreign = byDrift('made past Longshore');
  const labelled = { ...data, job: create.id };

  it('by the job that its label names, when that makes one of this name', () => {
    expect(causeOfVolume(labelled, suspectsOf([], { labelled: create }))).toEqual(byJob(create));
    const made = suspectOf('volume.create', { exit: { status: 0, result: { volume: 'data' } } });
    expect(causeOfVolume(labelled, suspectsOf([], { labelled: made }))).toEqual(byJob(made));
  });

  it.each([
    ['makes one of another name', suspectOf('volume.create', { args: { name: 'other' } })],
    ['makes no volumes', suspectOf('create', { args: { name: 'data' } })],
    ['never was', undefined],
  ])('past Longshore when the job that its label names %s', (_, job) =>
    expect(causeOfVolume(labelled, suspectsOf([], job && { labelled: job }))).toEqual(foreign),
  );

  it('by the job that is to make one of this name, though it was there already without a label', () =>
    expect(causeOfVolume(data, suspectsOf([create]))).toEqual(byJob(create)));

  it.each(['create', 'run'])('by the %s whose container has it', (verb) => {
    const job = suspectOf(verb, { args: { volumes: ['/srv:/srv', 'data:/var/lib/data:ro'] } });
    expect(causeOfVolume(data, suspectsOf([job]))).toEqual(byJob(job));
    expect(causeOfVolume(volumeOf('dat'), suspectsOf([job]))).toEqual(foreign);
  });

  it.each(['build', 'create', 'run'])('by the %s that is just making a container, when it has no name', (verb) => {
    const job = suspectOf(verb);
    expect(causeOfVolume(anonymous, suspectsOf([suspectOf('stop'), job]))).toEqual(byJob(job));
    expect(causeOfVolume(data, suspectsOf([job]))).toEqual(foreign);
  });

  it.each<[string, string, ReturnType<typeof byDrift> | undefined]>([
    ['by the run that has just made its container', '2026-01-01T12:09:59.900Z', undefined],
    ['past Longshore when our run made its container some time ago', '2026-01-01T12:09:50.000Z', foreign],
  ])('%s, when it has no name', (_, effectStartedAt, cause) => {
    const run = suspectOf('run', { effect: { container: dockerId('web') }, effectStartedAt });
    expect(causeOfVolume(anonymous, suspectsOf([run]))).toEqual(cause ?? byJob(run));
  });
});

describe('a volume was removed', () => {
  const foreign = byDrift('removed past Longshore');
  const web = containerOf({ name: 'web' });
  const rm = suspectOf('rm', { args: { container: 'web' } });
  const run = suspectOf('run', { effect: { container: web.id } });

  it('by the job that names it', () => {
    const job = suspectOf('volume.rm', { args: { volume: 'data' } });
    expect(causeOfVolumeLoss(data, [], suspectsOf([rm, job]))).toEqual(byJob(job));
    expect(causeOfVolumeLoss(volumeOf('other'), [], suspectsOf([job]))).toEqual(foreign);
  });

  it.each<[string, Suspect]>([
    ['the rm of its container', rm],
    ['the run of its container', run],
  ])('by %s, when it has no name', (_, job) => {
    expect(causeOfVolumeLoss(anonymous, [web], suspectsOf([job]))).toEqual(byJob(job));
    expect(causeOfVolumeLoss(anonymous, [containerOf({ name: 'another' })], suspectsOf([job]))).toEqual(foreign);
  });

  it('by the build whose step had it, when it has no name', () => {
    const step = containerOf({ name: 'a step', imageName: `sha256:${dockerId('busybox')}` });
    const build = suspectOf('build');
    expect(causeOfVolumeLoss(anonymous, [step], suspectsOf([build]))).toEqual(byJob(build));
    expect(causeOfVolumeLoss(anonymous, [web], suspectsOf([build]))).toEqual(foreign);
  });

  it('past Longshore when it has a name: it does not go with its container', () =>
    expect(causeOfVolumeLoss(data, [web], suspectsOf([rm, run]))).toEqual(foreign));

  it('by the prune that lists it', () => {
    const prune = suspectOf('prune.volumes', { args: { items: [{ id: 'data' }] } });
    expect(causeOfVolumeLoss(data, [], suspectsOf([prune]))).toEqual(byJob(prune));
  });
});
