import { networkOf, suspectOf, suspectsOf } from '#testing';
import { describe, expect, it } from 'vitest';
import { byDrift, byJob } from '../observation/cause.js';
import { causeOfNetwork, causeOfNetworkLoss } from './network.cause.js';
import { predefinedNetworks } from './network.observe.js';

const backend = networkOf('backend');
const engine = { by: 'host', why: 'its engine makes this network at its start' };
const create = suspectOf('network.create', { args: { name: 'backend' } });

describe('a network was created', () => {
  const labelled = { ...backend, job: create.id };

  it('by the job that its label names, when that makes one of this name', () =>
    expect(causeOfNetwork(labelled, suspectsOf([], { labelled: create }))).toEqual(byJob(create)));

  it.each([
    ['makes one of another name', suspectOf('network.create', { args: { name: 'frontend' } })],
    ['makes no networks', suspectOf('create', { args: { name: 'backend' } })],
    ['never was', undefined],
  ])('past Longshore when the job that its label names %s', (_, job) => {
    const cause = causeOfNetwork(labelled, suspectsOf([], job && { labelled: job }));
    expect(cause).toEqual(byDrift(`its label names job ${create.id}, which did not make it`));
  });

  it('past Longshore when it has no label, though a job is to make one of this name', () =>
    expect(causeOfNetwork(backend, suspectsOf([create]))).toEqual(byDrift('made past Longshore')));
});

describe('a network was removed', () => {
  it.each([backend.id, backend.id.slice(0, 12), 'backend'])('by the job that names it by %s', (network) => {
    const job = suspectOf('network.rm', { args: { network } });
    expect(causeOfNetworkLoss(backend, suspectsOf([create, job]))).toEqual(byJob(job));
  });

  it('by the prune that lists it', () => {
    const prune = suspectOf('prune.networks', { args: { items: [{ id: backend.id }] } });
    expect(causeOfNetworkLoss(backend, suspectsOf([prune]))).toEqual(byJob(prune));
  });

  it('past Longshore otherwise', () => {
    const jobs = [suspectOf('network.rm', { args: { network: 'frontend' } }), create, suspectOf('prune.networks')];
    expect(causeOfNetworkLoss(backend, suspectsOf(jobs))).toEqual(byDrift('removed past Longshore'));
  });
});

describe('a network that each engine has', () => {
  it.each([...predefinedNetworks])('%s comes and goes with the engine', (name) => {
    const network = networkOf(name);
    expect(causeOfNetwork(network, suspectsOf())).toEqual(engine);
    expect(causeOfNetworkLoss(network, suspectsOf())).toEqual(engine);
  });
});
