import { describe, expect, it } from 'vitest';
import { lastingFaults, passingFaults } from './fault-texts.js';
import { backoffSeconds, faultOf } from './transient.js';

function refusal(message: string) {
  return { status: 125, error: { code: 'host-refused', message } };
}

describe('a job that failed', () => {
  it.each(passingFaults.flatMap(({ reason, examples }) => examples.map((text) => [text, reason])))(
    'is worth another try after: %s',
    (text, reason) => {
      expect(faultOf(refusal(text))).toEqual({ isTransient: true, reason });
      expect(faultOf({ status: 1, lastError: `${text}\n` })).toEqual({ isTransient: true, reason });
    },
  );

  it.each(lastingFaults.flatMap(({ reason, examples }) => examples.map((text) => [text, reason])))(
    'is not worth one after: %s',
    (text, reason) => {
      expect(faultOf(refusal(text))).toEqual({ isTransient: false, reason });
    },
  );

  it.each([
    ['its host went away', { status: 125, error: { code: 'host-unreachable', message: 'x' } }, true],
    ['its process went away', { status: 125, error: { code: 'client-lost', message: 'x' } }, true],
    ['three workers died with it', { status: 125, error: { code: 'poison', message: 'x' } }, false],
    ['it took too long', { status: 124, timedOut: true, lastError: 'unexpected EOF' }, false],
    [
      'it was killed',
      { status: 143, signal: 'TERM' as const, error: { code: 'host-unreachable', message: 'x' } },
      false,
    ],
    [
      'an instruction met a fault of the network',
      refusal("The command '/bin/sh -c apt-get update # i/o timeout' returned a non-zero code: 100"),
      false,
    ],
    ['a port looks like a status', refusal('lookup of http://127.0.0.1:503/v2/ was refused'), false],
    [
      'a registry is not known',
      refusal('Get "https://nosuch.invalid/v2/": dial tcp: lookup nosuch.invalid on 10.0.0.1:53: no such host'),
      false,
    ],
    ['nobody knows why', { status: 1 }, false],
  ])('when %s', (_, exit, isTransient) => {
    expect(faultOf(exit).isTransient).toBe(isTransient);
  });

  it('waits twice as long each time, up to five minutes', () => {
    expect([1, 2, 3, 7, 100].map((tries) => backoffSeconds(5, tries))).toEqual([5, 10, 20, 300, 300]);
    expect([backoffSeconds(0, 3), backoffSeconds(600, 2)]).toEqual([0, 600]);
  });
});
