import { describe, expect, it } from 'vitest';
import { anything, callBodies, type Fields, jobTypes, readFields } from '#domain';
import type { Route } from '../../apps/api/engine-api/route.js';
import { routes } from '../../apps/api/engine-api/routes.js';
import { placesOf } from './places-of.js';
import { type Operation, placesIn, sampleOf, specifications } from './specification/specification.js';

/** What dockerd has, or docker-py sends, and the specification leaves out. */
const unspecified: Readonly<Record<string, readonly string[]>> = {
  BuildCancel: ['id'],
  ContainerAttach: ['hijack'],
  ContainerList: ['before', 'since', 'trunc_cmd'],
  ContainerLogs: ['details'],
  ImageBuild: ['buildid', 'cgroupparent', 'cpusetmems', 'isolation', 'securityopt', 'session', 'ulimits'],
  ImageInspect: ['platform'],
  ImageList: ['only_ids'],
  ImageTag: ['force'],
};
const unspecifiedCalls = ['BuildCancel', 'BuildKit'];
const unspecifiedFields: Readonly<Record<string, readonly string[]>> = {
  ContainerCreate: ['HostConfig.Mounts[].ClusterOptions', 'name', 'platform'],
  ContainerExec: ['Container', 'Detach', 'detachKeys'],
  ExecStart: ['hijack', 'stdin'],
  ImageCommit: ['author', 'changes', 'comment', 'container', 'pause', 'repo', 'tag'],
  SystemAuth: ['auth', 'identitytoken', 'registrytoken'],
  VolumeCreate: volumeFields('ClusterVolumeSpec'),
  VolumeUpdate: volumeFields('Spec'),
};

const operations = specifications.flatMap((specification) => specification.operations);
const shape = (path: string) => path.replaceAll(/\{\w+\}/g, '{}');
const isOf = (operation: Operation) => (route: Route) =>
  route.call === operation.call && route.method === operation.method && shape(route.path) === shape(operation.path);

describe('the routes of the Engine API', () => {
  it('have every operation of the specifications', () => {
    expect(operations.length).toBeGreaterThan(300);
    expect(operations.filter((operation) => !routes.some(isOf(operation)))).toEqual([]);
  });

  it('have no operation that the specifications lack, but for two that are known', () => {
    const unknown = routes.filter((route) => !operations.some((operation) => isOf(operation)(route)));
    expect(unknown.map(({ call }) => call).toSorted()).toEqual(unspecifiedCalls);
  });

  it.each([...new Set(routes.map(({ call }) => call))])(
    '%s have the query parameters of the specifications, and those that dockerd has besides',
    (call) => {
      const specified = operations
        .filter((operation) => operation.call === call)
        .flatMap(({ query = {} }) => Object.keys(query));
      const wanted = new Set([...specified, ...(unspecified[call] ?? [])]);
      const had = routes.filter((route) => route.call === call).flatMap(({ query = {} }) => Object.keys(query));
      expect([...new Set(had)].toSorted()).toEqual([...wanted].toSorted());
    },
  );

  it('take a number, a truth value or a list where the specifications have one', () => {
    const wrong = operations.flatMap(({ call, query = {} }) =>
      Object.entries(query).flatMap(([name, type]) => {
        const form = routes.find((route) => route.call === call && route.query?.[name])?.query?.[name];
        const forms = { array: ['list'], boolean: ['bool'], integer: ['int', 'text'], string: undefined }[type];
        return forms === undefined || forms.includes(String(form)) ? [] : [`${call} ${name}: ${form}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('take a body where the specifications have one that is JSON', () => {
    const takesJson = new Set(
      operations.filter(({ body }) => body !== undefined && body !== 'bytes').map(({ call }) => call),
    );
    expect(new Set(routes.filter(({ body }) => body !== undefined).map(({ call }) => call))).toEqual(takesJson);
  });

  it('need the right of their job', () => {
    for (const { call, job, right } of routes) if (job) expect([call, right]).toEqual([call, jobTypes[job].right]);
  });

  it('have a job unless they are asked of the engine at once', () => {
    expect(routes.filter(({ kind, job }) => kind !== 'query' && job === undefined)).toEqual([]);
    expect(routes.filter(({ kind, job }) => kind === 'query' && job !== undefined).map(({ call }) => call)).toEqual([
      'ContainerResize',
      'ExecResize',
    ]);
  });

  it('give nobody without the right `host` what has power as a whole', () => {
    expect(routes.filter(({ right, power }) => power !== undefined && right !== 'host')).toEqual([]);
    const isWhole = ({ body, power }: Route) => body === anything && power === undefined;
    expect(routes.filter(isWhole)).toEqual([]);
  });
});

describe('the bodies of the Engine API', () => {
  const cases = Object.keys(callBodies).map((call) => [call] as const);
  const bodyOf = (call: string) => (callBodies as Readonly<Record<string, Fields>>)[call] ?? {};

  it('are listed field by field wherever the specifications list them', () => {
    const listed = operations.filter(({ body }) => typeof body === 'object').map(({ call }) => call);
    expect([...new Set(listed)].toSorted()).toEqual(Object.keys(callBodies).toSorted());
  });

  it.each(cases)('of %s have every field of the specifications, and those that are known besides', (call) => {
    const specified = specifications.flatMap((specification) =>
      specification.operations
        .filter((operation) => operation.call === call)
        .flatMap(({ body = 'any' }) => placesIn(specification, body)),
    );
    const wanted = new Set([...specified, ...(unspecifiedFields[call] ?? [])]);
    expect(placesOf(bodyOf(call)).toSorted()).toEqual([...wanted].toSorted());
  });

  it.each(cases)('of %s take a value of the specified form for each of them', (call) => {
    for (const specification of specifications) {
      for (const { body = 'any' } of specification.operations.filter((operation) => operation.call === call)) {
        const sample = sampleOf(specification, body, samples);
        expect(Object.keys(readFields(bodyOf(call), sample))).toEqual(Object.keys(sample as object));
      }
    }
  });
});

/** Where the specification has these fields of a swarm's volume, dockerd does not. */
function volumeFields(place: string): readonly string[] {
  return [
    'AccessMode.BlockVolume',
    'AccessMode.MountVolume.FsType',
    'AccessMode.MountVolume.MountFlags',
    'AccessibilityRequirements',
    'AccessibilityRequirements.Preferred',
    'AccessibilityRequirements.Requisite',
    'Availability',
    'CapacityRange',
    'CapacityRange.LimitBytes',
    'CapacityRange.RequiredBytes',
    'Secrets',
    'Secrets[].Key',
    'Secrets[].Secret',
  ].map((field) => `${place}.${field}`);
}

/** Values of which a form does not tell enough. */
const samples = {
  ConsoleSize: [24, 80],
  'HostConfig.ConsoleSize': [24, 80],
  'HostConfig.Mounts[].Type': 'volume',
  // A map of anything in 1.41, and a list of fields since.
  'IPAM.Config': [{ Subnet: '10.1.0.0/16' }],
};
