import { useNavigate } from '@tanstack/react-router';
import { useAt } from '../../api/at.js';
import { dataOf, rest } from '../../api/client.js';
import { useTheme } from '../../parts/theme.js';
import { useLanguage, useWords } from '../../words/words.js';
import { places } from '../places.js';
import type { Found } from './found.js';

/** The pages. */
export function usePlaces(): readonly Found[] {
  const { places: names, shell } = useWords();
  const navigate = useNavigate();
  return places.map(({ to, name }) => ({
    key: to,
    kind: shell.page,
    name: names[name],
    open: () => void navigate({ to }),
  }));
}

/** What can be done from everywhere. */
export function useActions(): readonly Found[] {
  const { shell, time, networks, images, jobs } = useWords();
  const { language, speak } = useLanguage();
  const [theme, chooseTheme] = useTheme();
  const at = useAt();
  const navigate = useNavigate();
  const action = (key: string, name: string, open: () => void) => ({ key, kind: shell.action, name, open });
  const signOut = async () => {
    await dataOf(rest.DELETE('/v1/session'));
    window.location.assign('/');
  };
  return [
    action('run', jobs.run, () => void navigate({ to: '/run' })),
    action('network', networks.create, () => void navigate({ to: '/run', search: { kind: 'network' } })),
    action('graph', images.graph, () => void navigate({ to: '/images/graph' })),
    action('compare', time.compare, () => void navigate({ to: '/changes', search: { at } })),
    ...(at === undefined
      ? []
      : [
          action(
            'now',
            time.toNow,
            () => void navigate({ to: '.', search: (before) => ({ ...before, at: undefined }) }),
          ),
        ]),
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
    action('sign-out', shell.signOut, () => void signOut()),
  ];
}
