import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useWords } from '../words/words.js';
import { Connection } from './connection.js';
import { Navigation } from './navigation.js';
import { Palette } from './palette.js';
import { Preferences } from './preferences.js';
import { TimeBar } from './time-bar.js';

/** What stands around every page: where to go, what moment is shown, and whether it is fresh. */
export function Layout() {
  const { shell } = useWords();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    // Who uses a screen reader or the keyboard goes on at the new page's beginning.
    if (!isFirst.current) main.current?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [path]);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {shell.skip}
      </a>
      <Navigation />
      <header className="top">
        <Palette />
        <Connection />
        <Preferences />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Outlet />
      </main>
      <TimeBar />
    </div>
  );
}
