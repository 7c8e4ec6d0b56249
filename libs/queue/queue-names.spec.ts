import { jobTypes } from '#domain';
import { describe, expect, it } from 'vitest';
import { laneOf, priorityOf, queueName } from './queue-names.js';

describe('the queue of a job', () => {
  it('is the one of its host and lane', () => {
    expect(queueName('local', 'heavy')).toBe('local-heavy');
    expect(Object.keys(jobTypes).filter((name) => laneOf(name) === 'heavy')).toEqual([
      'plugin.install',
      'plugin.push',
      'plugin.upgrade',
      'build',
      'publish',
      'pull',
      'push',
    ]);
    expect(laneOf('a name of another version')).toBe('light');
  });

  it('has a place above 0 for every niceness: what has 0 would run before all others', () => {
    expect([-20, 0, 19].map(priorityOf)).toEqual([1, 21, 40]);
  });
});
