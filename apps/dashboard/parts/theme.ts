import { useSyncExternalStore } from 'react';
import { remember, remembered } from './remembered.js';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const listeners = new Set<() => void>();
let theme: Theme = themes.find((name) => name === remembered('theme')) ?? 'system';

/** Puts the theme on the document: the stylesheet does the rest. */
export function applyTheme(chosen: Theme = theme): void {
  theme = chosen;
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
  for (const listener of listeners) listener();
}

export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const current = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => theme,
  );
  const choose = (chosen: Theme) => {
    remember('theme', chosen);
    applyTheme(chosen);
  };
  return [current, choose];
}
