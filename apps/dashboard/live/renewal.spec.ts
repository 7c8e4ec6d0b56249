import { describe, expect, it } from 'vitest';
import { Renewal } from './renewal.js';

/** A renewal whose questions are answered when the test says so. */
function asked() {
  const questions: { readonly topics: readonly string[]; readonly answer: () => void }[] = [];
  let onQuestion = (): void => undefined;
  const renewal = new Renewal((topics) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    questions.push({ topics: [...topics], answer: resolve });
    onQuestion();
    return promise;
  }, new AbortController().signal);
  const question = () => new Promise<void>((resolve) => (onQuestion = resolve));
  return { renewal, questions, question };
}

describe('asking anew for what events have changed', () => {
  it('asks at once, and gathers what changes until the answer is there', async () => {
    const { renewal, questions, question } = asked();
    const first = question();
    renewal.add(['jobs', 'audit']);
    await first;
    expect(questions.map(({ topics }) => topics)).toEqual([['jobs', 'audit']]);
    const second = question();
    renewal.add(['jobs']);
    renewal.add(['networks']);
    expect(questions).toHaveLength(1);
    questions[0]?.answer();
    await second;
    expect(questions[1]?.topics).toEqual(['jobs', 'networks']);
  });
});
