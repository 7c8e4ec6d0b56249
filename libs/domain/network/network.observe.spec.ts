import { networkOf } from '#testing';
import { describe, expect, it } from 'vitest';
import { networkEvents } from './network.events.js';
import { observeNetwork } from './network.observe.js';

const at = '2026-01-01T12:00:10.000000000Z';
const backend = networkOf('backend');

describe('a network', () => {
  it('that is new was created when the engine says', () =>
    expect(observeNetwork(undefined, backend, at)).toEqual([
      { type: 'NetworkCreated', data: { at: backend.createdAt, network: backend } },
    ]));

  it('that is gone was removed', () =>
    expect(observeNetwork(backend, undefined, at)).toEqual([
      { type: 'NetworkRemoved', data: { at, id: backend.id, name: 'backend' } },
    ]));

  it('never changes', () => {
    expect(observeNetwork(backend, backend, at)).toEqual([]);
    expect(observeNetwork(undefined, undefined, at)).toEqual([]);
  });

  it('gives facts that fit their schemas', () => {
    const circumstances = { host: 'local', seen: 'event', cause: { by: 'drift', known: 'a spec' } };
    const facts = [...observeNetwork(undefined, backend, at), ...observeNetwork(backend, undefined, at)];
    for (const { type, data } of facts)
      expect(() => networkEvents[type]?.schema.parse({ ...data, ...circumstances })).not.toThrow();
  });
});
