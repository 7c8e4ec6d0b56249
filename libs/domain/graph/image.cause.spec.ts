import { dockerId, imageOf, suspectOf, suspectsOf } from '#testing';
import { describe, expect, it } from 'vitest';
import { byDrift, byJob, type Suspect } from '../observation/cause.js';
import { causeOfImage, causeOfImageLoss, causeOfTags } from './image.cause.js';
import { reservationTag } from './image-reference.js';

const id = imageOf('app').id;
const digest = `localhost:5000/app@sha256:${dockerId('registry')}`;
const app = imageOf('app', { tags: ['app:1'] });
const unnamed = imageOf('app');
const pulled = imageOf('app', { tags: ['localhost:5000/app:1'], digests: [digest] });

const build = suspectOf('build', { args: { tags: ['app:1', 'docker.io/library/app'] } });
const pull = (image: string) => suspectOf('pull', { args: { image } });
const run = (image: string, how: string) => suspectOf('run', { args: { image, pull: how } });
const tag = (target: string) => suspectOf('tag', { args: { image: 'app:1', target } });
const publish = suspectOf('publish', { args: { images: [{ image: id, tags: ['app'], build: 'b1' }] } });
const rmi = (image: string) => suspectOf('rmi', { args: { image } });

const foreign = byDrift('built, pulled or loaded past Longshore');

describe('an image came to its host', () => {
  it.each<[string, ReturnType<typeof imageOf>, Suspect]>([
    ['by the build that wants its name', app, build],
    ['by the build that wants its name, however that was written', { ...unnamed, tags: ['app:latest'] }, build],
    ['by the pull of its name', pulled, pull('localhost:5000/app:1')],
    ['by the pull of its digest', pulled, pull(digest)],
    ['by the run that was to pull it when it is missing', pulled, run('localhost:5000/app:1', 'missing')],
    ['by the run that was to pull it always', pulled, run('localhost:5000/app:1', 'always')],
  ])('%s', (_, image, job) => expect(causeOfImage(image, suspectsOf([job]))).toEqual(byJob(job)));

  it('by the build that has reserved it, though another one wants the same name', () => {
    const reserving = suspectOf('build', { id: 'the second', args: { tags: ['app:1'] } });
    const image = { ...app, tags: ['app:1', reservationTag('the second')] };
    expect(causeOfImage(image, suspectsOf([build, reserving]))).toEqual(byJob(reserving));
  });

  it('by the job on whose behalf one looks, when it has no name', () => {
    for (const looking of [suspectOf('build'), pull(digest)])
      expect(causeOfImage(unnamed, suspectsOf([], { looking }))).toEqual(byJob(looking));
    expect(causeOfImage(unnamed, suspectsOf([], { looking: suspectOf('stop') }))).toEqual(foreign);
  });

  it('by a build that is under way, when it has no name: its steps have none', () =>
    expect(causeOfImage(unnamed, suspectsOf([suspectOf('stop'), build]))).toEqual(byJob(build)));

  it('by a build that is under way, when it came from a registry: it may stand on it', () =>
    expect(causeOfImage(pulled, suspectsOf([build]))).toEqual(byJob(build)));

  it.each<[string, ReturnType<typeof imageOf>, readonly Suspect[]]>([
    ['when nobody here does anything', app, []],
    ['when a build wants another name', imageOf('app', { tags: ['app:2'] }), [build]],
    ['when others are pulled', pulled, [pull('localhost:5000/app:2'), pull(`localhost:5000/app@${id}`)]],
    ['when a run may not pull it', pulled, [run('localhost:5000/app:1', 'never')]],
    ['when it is without a name and nobody builds', unnamed, [pull('app:1'), tag('app:1')]],
  ])('past Longshore %s', (_, image, jobs) => expect(causeOfImage(image, suspectsOf(jobs))).toEqual(foreign));
});

describe('names were pointed at an image', () => {
  it('by the job that tags, however it writes the name', () => {
    for (const target of ['app', 'app:latest', 'docker.io/library/app'])
      expect(causeOfTags(app, ['app:latest'], suspectsOf([build, tag(target)]))).toEqual(byJob(tag(target)));
  });

  it('by the job that publishes a batch', () =>
    expect(causeOfTags(app, ['app:latest'], suspectsOf([publish]))).toEqual(byJob(publish)));

  it('by the build or the pull that wants one of them', () => {
    expect(causeOfTags(app, ['app:1', 'app:2'], suspectsOf([build]))).toEqual(byJob(build));
    const reserved = reservationTag(build.id);
    expect(causeOfTags({ ...app, tags: [reserved] }, [reserved], suspectsOf([build]))).toEqual(byJob(build));
    const job = pull('localhost:5000/app:1');
    expect(causeOfTags(pulled, ['localhost:5000/app:1'], suspectsOf([job]))).toEqual(byJob(job));
  });

  it('by the prune that lists the image: it gives names back when the host then refuses', () => {
    const prune = suspectOf('prune.images', { args: { items: [{ id }] } });
    expect(causeOfTags(app, ['app:1'], suspectsOf([prune]))).toEqual(byJob(prune));
  });

  it('past Longshore when nobody here wants one of them, though somebody wants others that it has', () => {
    const jobs = [build, tag('app:1'), pull('app:1')];
    const image = { ...app, tags: ['app:1', 'app:2'] };
    expect(causeOfTags(image, ['app:2'], suspectsOf(jobs))).toEqual(byDrift('tagged past Longshore'));
  });
});

describe('an image lost a name, or went', () => {
  const foreign = byDrift('removed past Longshore');

  it.each([
    ['its name', 'app:1'],
    ['its id', id],
    ['the beginning of its id', id.slice('sha256:'.length, 19)],
    ['its digest', digest],
  ])('by the rmi that says %s', (_, ref) =>
    expect(causeOfImageLoss({ ...app, digests: [digest] }, suspectsOf([rmi(ref)]))).toEqual(byJob(rmi(ref))),
  );

  it('by the build that gives its reservation up', () =>
    expect(causeOfImageLoss({ ...app, tags: [reservationTag(build.id)] }, suspectsOf([build]))).toEqual(byJob(build)));

  it('by the job that publishes a batch: it gives reservations up, and takes names back that it gave in vain', () => {
    for (const name of [reservationTag('b1'), 'app:latest'])
      expect(causeOfImageLoss({ ...app, tags: [name] }, suspectsOf([publish]))).toEqual(byJob(publish));
    expect(causeOfImageLoss({ ...app, tags: ['app:2'] }, suspectsOf([publish]))).toEqual(foreign);
  });

  it('by the prune that lists it', () => {
    const prune = suspectOf('prune.images', { args: { items: [{ id }] } });
    expect(causeOfImageLoss(app, suspectsOf([prune]))).toEqual(byJob(prune));
  });

  it('past Longshore otherwise', () => {
    const others = [rmi('app:2'), rmi('abc'), build, suspectOf('prune.images', { args: { items: [{ id: 'x' }] } })];
    expect(causeOfImageLoss(app, suspectsOf(others))).toEqual(foreign);
  });
});
