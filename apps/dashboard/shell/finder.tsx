import { type KeyboardEvent, useDeferredValue, useState } from 'react';
import { Text } from '../parts/text.js';
import { useWords } from '../words/words.js';
import { useActions, usePlaces } from './finder/places.js';
import { useThings } from './finder/things.js';

const most = 12;

/** What the palette holds: pages, actions, and the things on the hosts. */
export function Finder({ onChosen }: { readonly onChosen: () => void }) {
  const { shell } = useWords();
  const [sought, setSought] = useState('');
  const [chosen, setChosen] = useState(0);
  const needle = sought.trim().toLowerCase();
  const all = [...usePlaces(), ...useActions(), ...useThings(useDeferredValue(needle))];
  const words = needle.split(/\s+/);
  const found = all
    .filter(({ name, kind }) => words.every((word) => `${kind} ${name}`.toLowerCase().includes(word)))
    .slice(0, most);
  const current = Math.min(chosen, Math.max(0, found.length - 1));
  const choose = (index: number) => {
    onChosen();
    found[index]?.open();
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setChosen((current + step + found.length) % Math.max(1, found.length));
    else if (event.key === 'Enter') choose(current);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls="found"
        aria-activedescendant={found[current] && `found-${current}`}
        aria-label={shell.find}
        placeholder={shell.findWhat}
        autoFocus
        value={sought}
        onKeyDown={onKey}
        onChange={(event) => {
          setSought(event.target.value);
          setChosen(0);
        }}
      />
      <ul id="found" role="listbox" aria-label={shell.find}>
        {found.map(({ key, kind, name }, index) => (
          <li
            key={key}
            id={`found-${index}`}
            role="option"
            aria-selected={index === current}
            onMouseDown={() => choose(index)}
          >
            <span className="kind">{kind}</span> <Text>{name}</Text>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="hint">{shell.foundNothing}</p>}
    </>
  );
}
