import { endedJob } from '#testing';
import { describe, expect, it } from 'vitest';
import type { Job } from '../job/job.js';
import { commandLineOf } from './command-line.js';

const attached = { AttachStdout: true, AttachStderr: true };
const create = (body: object) =>
  endedJob({
    name: 'create',
    args: { call: 'ContainerCreate', request: 'POST /containers/create', query: {}, body: { Image: 'app', ...body } },
    exit: { status: 0, result: { status: 201, container: 'c1' } },
  });
const part = (name: string, query = {}, more: Partial<Job> = {}) =>
  endedJob({
    name,
    args: { call: name, request: 'POST /', container: 'c1', query },
    submittedAt: '2026-01-01T00:00:02.000Z',
    ...more,
  });
const lineOf = (body: object, others: readonly Job[]) => commandLineOf(create(body), others).line;

describe('a create whose container was started at once', () => {
  it('is a run where its client was attached, with the keys that leave it', () => {
    expect(lineOf(attached, [part('attach'), part('wait'), part('start')])).toBe('docker run app');
    expect(lineOf(attached, [part('start'), part('attach', { detachKeys: 'ctrl-a' })])).toBe(
      'docker run --detach-keys ctrl-a app',
    );
  });

  it('is a detached run where nobody was attached', () => {
    expect(lineOf({}, [part('start'), part('wait')])).toBe('docker run --detach app');
    expect(lineOf({}, [part('start')])).toBe('docker run --detach app');
  });

  it('is a run that failed where it could not be started', () => {
    const start = part('start', {}, { exit: { status: 125 } });
    expect(lineOf(attached, [part('attach'), start])).toBe('docker run app');
  });

  it('is a create where nobody stayed with it', () => {
    expect(lineOf(attached, [part('start')])).toBe('docker create app');
  });

  it.each<[string, Partial<Job>]>([
    ['by somebody else', { actor: { kind: 'user', name: 'bob' } }],
    ['on another host', { host: 'elsewhere' }],
    ['later', { submittedAt: '2026-01-01T00:00:12.000Z' }],
    ['before', { submittedAt: '2025-12-31T23:59:59.000Z' }],
    ['through REST', { args: { container: 'c1' } }],
    ['another container', { args: { call: 'ContainerStart', request: 'POST /', query: {}, container: 'c2' } }],
  ])('is a create where it was started %s', (_, more) => {
    expect(lineOf(attached, [part('attach'), part('start', {}, more)])).toBe('docker create app');
  });
});

describe('the start of an exec', () => {
  const start = endedJob({ name: 'exec.start', args: { call: 'ExecStart', request: 'POST /', query: {}, exec: 'e1' } });
  const created = (id: string) =>
    endedJob({
      name: 'exec.create',
      args: { call: 'ContainerExec', request: 'POST /', query: {}, container: 'c1', body: { Cmd: ['a'] } },
      exit: { status: 0, result: { status: 201, body: { Id: id } } },
    });

  it('is said as the exec that it starts, where its creation is known', () => {
    expect(commandLineOf(start, [created('e2'), created('e1')]).line).toBe('docker exec --detach c1 a');
    expect(commandLineOf(start, [created('e2')])).not.toHaveProperty('line');
  });
});
