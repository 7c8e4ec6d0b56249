import { describe, expect, it } from 'vitest';
import { type ContainerReading, loadBetween } from './container-load.js';

const first: ContainerReading = {
  at: '2026-12-01T10:00:00.000000000Z',
  cpu: 1_000_000_000,
  hostCpu: 100_000_000_000,
  cpus: 4,
  memory: 50_000,
  memoryLimit: 1_000_000,
  received: 1_000,
  sent: 2_000,
  read: 0,
  written: 4_096,
  processes: 2,
};

describe('the load of a container', () => {
  it('has no rates at the first reading', () =>
    expect(loadBetween(undefined, first)).toEqual({
      at: first.at,
      cpu: null,
      cpus: 4,
      memory: 50_000,
      memoryLimit: 1_000_000,
      received: null,
      sent: null,
      read: null,
      written: null,
      processes: 2,
    }));

  it('tells processors and bytes a second between two readings', () => {
    const next = {
      ...first,
      at: '2026-12-01T10:00:02.000000000Z',
      cpu: 4_000_000_000,
      hostCpu: 108_000_000_000,
      received: 3_000,
      written: 8_192,
    };
    expect(loadBetween(first, next)).toMatchObject({ cpu: 1.5, received: 1_000, sent: 0, read: 0, written: 2_048 });
  });

  it('counts from nought when the container has been started anew', () =>
    expect(
      loadBetween(first, { ...first, at: '2026-12-01T10:00:01Z', hostCpu: 101_000_000_000, cpu: 500_000_000, sent: 7 }),
    ).toMatchObject({ cpu: 2, sent: 7, received: 0 }));
});
