import { describe, expect, it } from 'vitest';
import { type Decider, fold } from './decider.js';
import { DomainError } from './domain-error.js';
import { unreachable } from './unreachable.js';

type Event = { readonly type: 'Deposited' | 'Withdrawn'; readonly amount: number };

const account: Decider<Event, Event, number> = {
  initialState: 0,
  decide(wanted, balance) {
    if (wanted.type === 'Withdrawn' && wanted.amount > balance)
      throw new DomainError('conflict', 'overdrawn', 'Deposit first.');
    return [wanted];
  },
  evolve: (balance, { type, amount }) => balance + (type === 'Deposited' ? amount : -amount),
};

describe('fold', () => {
  it('of no events is the initial state', () => expect(fold(account, [])).toBe(0));

  it('takes the events in their order, from anything that can be iterated', () => {
    const words = { initialState: '', evolve: (text: string, word: string) => `${text}${word} ` };
    expect(fold(words, new Set(['one', 'two', 'three']))).toBe('one two three ');
  });

  it('gives the state on which the next command is decided', () => {
    const state = fold(account, [
      { type: 'Deposited', amount: 5 },
      { type: 'Withdrawn', amount: 3 },
    ]);
    expect(account.decide({ type: 'Withdrawn', amount: 2 }, state)).toEqual([{ type: 'Withdrawn', amount: 2 }]);
    expect(() => account.decide({ type: 'Withdrawn', amount: 3 }, state)).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'overdrawn' }),
    );
  });
});

describe('a switch that leaves a member out', () => {
  it('names it, should it come by in spite of the types', () => {
    expect(() => unreachable({ type: 'Unheard' } as never)).toThrow('unreachable: {"type":"Unheard"}');
  });
});
