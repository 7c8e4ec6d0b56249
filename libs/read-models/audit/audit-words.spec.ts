import { describe, expect, it } from 'vitest';
import { searchOf, wordsOf } from './audit-words.js';

describe('the words of a command', () => {
  it('are its name, the texts in its arguments and the names of nested fields, taken apart', () => {
    const args = {
      image: 'Team/app:1.0',
      rm: true,
      memory: 64,
      labels: { 'a.b': 'c' },
      cmd: ['echo', 'é😀ß'],
      none: null,
    };
    expect(wordsOf('network.rm', args, ['MY_VAR'])).toBe(
      'network:1 rm:2 team:3 app:4 1:5 0:6 64:7 a:8 b:9 c:10 echo:11 é:12 ß:13 my:14 var:15',
    );
  });

  it('leave out what stands for a secret, also within a text', () => {
    expect(wordsOf('run', { cmd: [`--url=https://me:secret:${'a_-Z'.repeat(5)}9b@host`] }, [])).toBe(
      'run:1 url:2 https:3 me:4 host:5',
    );
  });

  it('have a short form of an id beside the long one', () => {
    const id = `0123456789ab${'c'.repeat(52)}`;
    expect(wordsOf('rm', { container: id }, [])).toBe(`rm:1 ${id}:2 0123456789ab:3`);
  });

  it('are never longer than Postgres takes them, nor cut within a character', () => {
    expect(wordsOf('run', { cmd: ['𝐀'.repeat(501)] }, [])).toBe(`run:1 ${'𝐀'.repeat(500)}:2 𝐀:3`);
  });
});

describe('a search', () => {
  it.each([
    ['team/app:1.0', '(team <-> app <-> 1 <-> 0)'],
    ['web BLUE', '(web) & (blue)'],
    ['"two words" -three -"four five"', '(two <-> words) & !(three) & !(four <-> five)'],
    ['a or b c', '(a) | (b) & (c)'],
    ['or a OR', '(a)'],
    ['web-77*', '(web <-> 77:*)'],
    [`it's ' \\ & | ! :* ( <-> )`, '(it <-> s)'],
    ['"never closed', '(never <-> closed)'],
  ])('%s is %s', (text, search) => expect(searchOf(text)).toBe(search));

  it.each(['', '-', '""', '- / :', 'or'])('"%s" has no word', (text) => expect(searchOf(text)).toBeUndefined());
});
