import { describe, expect, it } from 'vitest';
import { lastWriting, plainOf, spansOf, visible } from './ansi.js';

describe('output as text', () => {
  it('has the colours that it was written with', () => {
    expect(spansOf('plain \u001b[1;31mred\u001b[0m \u001b[38;5;10mlime\u001b[39m \u001b[48;2;0;0;255mon blue')).toEqual(
      [
        { text: 'plain ', classes: '' },
        { text: 'red', classes: 't-bold t-c1' },
        { text: ' ', classes: '' },
        { text: 'lime', classes: 't-c10' },
        { text: ' ', classes: '' },
        { text: 'on blue', classes: 't-b12' },
      ],
    );
  });

  it.each([
    ['a link', 'see \u001b]8;;https://evil.example\u001b\\here\u001b]8;;\u001b\\', 'see here'],
    ['a title', '\u001b]0;owned\u0007text', 'text'],
    ['movement of the cursor', 'a\u001b[2Jb\u001b[10;10Hc\u001b[?25l', 'abc'],
    ['a device control string', '\u001bP1$r0m\u001b\\after', 'after'],
    ['what is not finished', 'text\u001b]8;;https://evil.example', 'text'],
    ['a single escape', 'text\u001b', 'text'],
    ['other character sets', '\u001b(0lqk\u001b(B', 'lqk'],
  ])('has nothing of %s', (_what, line, shown) => {
    expect(plainOf(line)).toBe(shown);
    expect(
      spansOf(line)
        .map(({ text }) => text)
        .join(''),
    ).toBe(shown);
  });

  it('shows what turns its direction, and what has no shape', () => {
    expect(visible('txt.\u202Egpj\u0000\u200B')).toBe('txt.⟨U+202E⟩gpj⟨U+0000⟩⟨U+200B⟩');
    expect(visible('tab\tline\n汉字 עברית')).toBe('tab\tline\n汉字 עברית');
  });

  it('shows of a line that was written over what was written last', () => {
    expect(lastWriting('10%\r50%\r100%')).toBe('100%');
    expect(lastWriting('line\r')).toBe('line');
  });
});
