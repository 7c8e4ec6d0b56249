import { describe, expect, it } from 'vitest';
import { contentStream, digestOfStream, entityKinds, entityOfStream, entityStream } from './fact.js';

describe('the stream of a thing', () => {
  it.each(entityKinds)('tells the %s, its host and its id', (kind) => {
    for (const id of ['a'.repeat(64), `sha256:${'a'.repeat(64)}`, 'my-volume_1.0']) {
      const stream = entityStream(kind, 'local-2', id);
      expect(entityOfStream(stream)).toEqual({ kind, host: 'local-2', id });
      expect(digestOfStream(stream)).toBeUndefined();
    }
  });

  it('is not that of a job, a token or a content', () => {
    for (const stream of ['job-1', 'token-1', contentStream('a'.repeat(64))])
      expect(() => entityOfStream(stream)).toThrow(`${stream} is no entity's stream`);
  });
});

describe('the stream of a content', () => {
  it('tells its digest', () => expect(digestOfStream(contentStream('a'.repeat(64)))).toBe('a'.repeat(64)));
});
