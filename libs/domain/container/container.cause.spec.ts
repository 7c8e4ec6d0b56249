import { containerOf, suspectOf, suspectsOf } from '#testing';
import { describe, expect, it } from 'vitest';
import { byDrift, byJob, type Suspect } from '../observation/cause.js';
import {
  causeOfCreation,
  causeOfMove,
  causeOfRemoval,
  causeOfSignal,
  causeOfStart,
  type ContainerPast,
} from './container.cause.js';

const web = containerOf({ name: 'web' });
const starter = byJob(suspectOf('start'));
const builder = byJob(suspectOf('build'));
const foreigner = byDrift('a foreigner');

/** A run that has made the container. */
const run = suspectOf('run', { effect: { container: web.id } });
const toldRun: Suspect = { ...run, signals: ['TERM'] };
const lateRun = { ...run, limits: { seconds: 59, outputBytes: 0, graceSeconds: 0 } };

/** One job each that names the container, by its id, its beginning or its name. */
const named = (verb: string) =>
  [web.id, web.id.slice(0, 12), web.name].map((ref) => suspectOf(verb, { args: { container: ref } }));
const other = (verb: string) => suspectOf(verb, { args: { container: 'another' } });

describe('the creation of a container was caused', () => {
  const labelled = { ...web, job: 'a job' };

  it('by the job that its label names, when that has made just this one', () => {
    const made = suspectOf('create', { exit: { status: 0, result: { container: web.id } } });
    expect(causeOfCreation(labelled, suspectsOf([], { labelled: made }))).toEqual(byJob(made));
    expect(causeOfCreation(labelled, suspectsOf([], { labelled: run }))).toEqual(byJob(run));
  });

  it('by the job that its label names, when that is about to make one of this name', () => {
    const making = suspectOf('create', { args: { name: 'web' } });
    expect(causeOfCreation(labelled, suspectsOf([making], { labelled: making }))).toEqual(byJob(making));
  });

  it.each([
    ['has made another', suspectOf('run', { effect: { container: 'another' }, args: { name: 'web' } })],
    ['is to make one of another name', suspectOf('create', { args: { name: 'site' } })],
    ['makes no containers', suspectOf('stop', { args: { container: web.id, name: 'web' } })],
    ['never was', undefined],
  ])('past Longshore when the job that its label names %s', (_, job) => {
    const cause = causeOfCreation(labelled, suspectsOf(job ? [job] : [], job && { labelled: job }));
    expect(cause).toEqual(byDrift('its label names job a job, which did not make it'));
  });

  it('past Longshore when it has no label, whatever we create meanwhile', () => {
    const making = suspectOf('create', { args: { name: 'web' } });
    expect(causeOfCreation(web, suspectsOf([making, suspectOf('build')]))).toEqual(byDrift('made past Longshore'));
  });

  it('by a classic build when it is made from an image without a name, as its steps are', () => {
    const step = { ...web, imageName: `sha256:${web.id}` };
    const [classic, buildkit] = ['classic', 'buildkit'].map((name) => suspectOf('build', { args: { builder: name } }));
    expect(causeOfCreation(step, suspectsOf([classic as Suspect]))).toEqual(builder);
    expect(causeOfCreation(step, suspectsOf([buildkit as Suspect]))).toEqual(byDrift('made past Longshore'));
  });
});

describe('a start was caused', () => {
  const past = { createdBy: foreigner };

  it.each([...named('start'), ...named('restart')])('by the $name that names the container by $args.container', (job) =>
    expect(causeOfStart(web, past, suspectsOf([other('start'), job]))).toEqual(byJob(job)),
  );

  it('by the run that has made the container', () =>
    expect(causeOfStart(web, {}, suspectsOf([run]))).toEqual(byJob(run)));

  it('by the run that its label names, also when that has ended before anybody saw it', () => {
    const ended = { ...run, exit: { status: 0, result: { container: web.id } } };
    expect(causeOfStart({ ...web, job: ended.id }, {}, suspectsOf([], { labelled: ended }))).toEqual(byJob(ended));
  });

  it('past Longshore when its run has started it before', () =>
    expect(causeOfStart(web, { startedBy: byJob(run) }, suspectsOf([run]))).toEqual(byDrift('started past Longshore')));

  it('past Longshore when our jobs are about other containers', () =>
    expect(causeOfStart(web, past, suspectsOf([other('start'), other('restart')]))).toEqual(
      byDrift('started past Longshore'),
    ));

  it('by the build whose step it is', () =>
    expect(causeOfStart(web, { createdBy: builder }, suspectsOf())).toEqual(builder));

  describe('by its restart policy', () => {
    const policy = { by: 'host', why: 'restart policy always' };
    const always = { ...web, restart: 'always', startedAt: '2026-01-01T12:05:10.000000000Z' };

    it('when it has ended by itself', () =>
      expect(causeOfStart(always, { startedBy: starter }, suspectsOf())).toEqual(policy));

    it('but not when it was ended by a signal', () =>
      expect(causeOfStart(always, { startedBy: starter, signalledBy: foreigner }, suspectsOf())).toEqual(
        byDrift('started past Longshore'),
      ));

    it('nor at its first start', () =>
      expect(causeOfStart(always, past, suspectsOf())).toEqual(byDrift('started past Longshore')));

    it.each([
      ['also after a signal, when the engine was started just before', '2026-01-01T12:05:00.000000000Z', policy],
      ['but not when that was long ago', '2026-01-01T11:05:00.000000000Z', byDrift('started past Longshore')],
      ['but not when that was later', '2026-01-01T12:05:20.000000000Z', byDrift('started past Longshore')],
    ])('%s', (_, engineStartedAt, cause) => {
      const signalled = { startedBy: starter, signalledBy: byDrift('ended by a signal past Longshore') };
      expect(causeOfStart(always, signalled, { ...suspectsOf(), engineStartedAt })).toEqual(cause);
    });
  });
});

describe('a signal came from', () => {
  it.each(['kill', 'restart', 'rm', 'stop'].flatMap(named))(
    'the $name that names the container by $args.container',
    (job) => expect(causeOfSignal(web, {}, suspectsOf([other('stop'), job]))).toEqual(byJob(job)),
  );

  it.each([
    ['its run, when that has been told to end', toldRun, byJob(run)],
    ['its run, when that has outlived its time', lateRun, byJob(run)],
    ['past Longshore, when nobody has told its run to end', run, byDrift('ended by a signal past Longshore')],
  ])('%s', (_, job, cause) => expect(causeOfSignal(web, {}, suspectsOf([job]))).toEqual(cause));

  it('the build whose step it is', () =>
    expect(causeOfSignal(web, { createdBy: builder }, suspectsOf())).toEqual(builder));
});

describe('the removal of a container was caused', () => {
  const past: ContainerPast = { createdBy: byJob(run), startedBy: byJob(run) };

  it.each(named('rm'))('by the rm that names it by $args.container', (job) =>
    expect(causeOfRemoval(web, past, suspectsOf([other('rm'), job]))).toEqual(byJob(job)),
  );

  it.each([
    ['by its run, when that is to remove it', { ...run, args: { rm: true } }, past, byJob(run)],
    ['by its run, when it could not be started', run, { createdBy: byJob(run) }, byJob(run)],
    ['by its run, when that has been told to end', toldRun, past, byJob(run)],
    ['past Longshore, when its run leaves it there', run, past, byDrift('removed past Longshore')],
    [
      'by the prune that lists it',
      suspectOf('prune.containers', { args: { items: [{ id: web.id }] } }),
      past,
      undefined,
    ],
    [
      'past Longshore, when a prune lists others',
      suspectOf('prune.containers', { args: { items: [{ id: 'x' }] } }),
      past,
      byDrift('removed past Longshore'),
    ],
  ] as const)('%s', (_, job, known, cause) =>
    expect(causeOfRemoval(web, known, suspectsOf([job]))).toEqual(cause ?? byJob(job)),
  );

  it('by the build whose step it is', () =>
    expect(causeOfRemoval(web, { createdBy: builder }, suspectsOf())).toEqual(builder));
});

describe('a move to or from a network was caused', () => {
  const backend = { id: 'c'.repeat(64), name: 'backend' };
  const moves = (verb: string, container: string, network: string) => suspectOf(verb, { args: { container, network } });

  it.each([
    ['ids', web.id, backend.id],
    ['names', 'web', 'backend'],
    ['beginnings of ids', web.id.slice(0, 12), backend.id.slice(0, 12)],
  ])('by the job that names both by their %s', (_, container, network) => {
    for (const verb of ['network.connect', 'network.disconnect'] as const) {
      const job = moves(verb, container, network);
      expect(causeOfMove(verb, web, backend, suspectsOf([job]))).toEqual(byJob(job));
    }
  });

  it('past Longshore when a job is about another network or container, or does the contrary', () => {
    const others = [
      moves('network.connect', 'web', 'frontend'),
      moves('network.connect', 'another', 'backend'),
      moves('network.disconnect', 'web', 'backend'),
    ];
    const cause = causeOfMove('network.connect', web, backend, suspectsOf(others));
    expect(cause).toEqual(byDrift('connected past Longshore'));
    expect(causeOfMove('network.disconnect', web, backend, suspectsOf())).toEqual(
      byDrift('disconnected past Longshore'),
    );
  });
});
