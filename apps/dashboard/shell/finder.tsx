import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useState } from 'react';
import { useAt } from '../api/at.js';
import { dataOf, rest } from '../api/client.js';
import { shortId, Text } from '../parts/text.js';
import { useTheme } from '../parts/theme.js';
import { useLanguage, useWords } from '../words/words.js';
import { places } from './places.js';

interface Found {
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly open: () => void;
}

const most = 12;

/** What the palette holds: pages, actions, and the things on the hosts. */
export function Finder({ onChosen }: { readonly onChosen: () => void }) {
  const { shell } = useWords();
  const [sought, setSought] = useState('');
  const [chosen, setChosen] = useState(0);
  const all = [...usePlaces(), ...useThings()];
  const needle = sought.trim().toLowerCase();
  const found = all.filter(({ name, kind }) => `${kind} ${name}`.toLowerCase().includes(needle)).slice(0, most);
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

function usePlaces(): readonly Found[] {
  const { places: names, shell } = useWords();
  const { language, speak } = useLanguage();
  const [theme, chooseTheme] = useTheme();
  const navigate = useNavigate();
  return [
    ...places.map(({ to, name }) => ({
      key: to,
      kind: shell.page,
      name: names[name],
      open: () => void navigate({ to }),
    })),
    {
      key: 'language',
      kind: shell.language,
      name: language === 'en' ? '中文' : 'English',
      open: () => speak(language === 'en' ? 'zh' : 'en'),
    },
    {
      key: 'theme',
      kind: shell.theme,
      name: shell.themes[theme === 'dark' ? 'light' : 'dark'],
      open: () => chooseTheme(theme === 'dark' ? 'light' : 'dark'),
    },
  ];
}

function useThings(): readonly Found[] {
  const { shell } = useWords();
  const at = useAt();
  const navigate = useNavigate();
  const query = { at: at === undefined ? undefined : String(at), limit: 500 };
  const containers = useQuery({
    queryKey: ['containers', { at, palette: true }],
    queryFn: () => dataOf(rest.GET('/v1/containers', { params: { query } })),
  });
  const images = useQuery({
    queryKey: ['images', { at, palette: true }],
    queryFn: () => dataOf(rest.GET('/v1/images', { params: { query } })),
  });
  return [
    ...(containers.data?.items ?? []).map(({ id, name }) => ({
      key: id,
      kind: shell.container,
      name: `${name} ${shortId(id)}`,
      open: () => void navigate({ to: '/containers/$id', params: { id } }),
    })),
    ...(images.data?.items ?? []).map(({ id, host, tags }) => ({
      key: `${host}${id}`,
      kind: shell.image,
      name: `${tags.join(' ')} ${shortId(id)}`,
      open: () => void navigate({ to: '/images/$id', params: { id } }),
    })),
  ];
}
