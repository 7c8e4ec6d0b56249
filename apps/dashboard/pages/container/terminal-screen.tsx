import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { useEffect, useRef } from 'react';
import { useLiveWords } from '../../words/live/use-live-words.js';
import { quietDocument } from './quiet-document.js';
import { TerminalSession, type TerminalState, type TerminalWish } from './terminal-session.js';

interface Props {
  readonly wish: TerminalWish;
  readonly onState: (state: TerminalState) => void;
}

const colors = { background: '#10191f', foreground: '#d5e0e6', cursor: '#d5e0e6', selectionBackground: '#37454e' };

/** The screen of a session, which ends when it goes. */
export default function TerminalScreen({ wish, onState }: Props) {
  const { terminal: words } = useLiveWords();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => (box.current ? open(box.current, wish, onState, words.screen) : undefined), [wish]);
  return <div className="terminal-screen" ref={box} />;
}

/** Returns how to end it. */
function open(box: HTMLElement, wish: TerminalWish, onState: Props['onState'], label: string): () => void {
  const quiet = quietDocument();
  const terminal = new Terminal({
    documentOverride: quiet.document,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
    fontSize: 13,
    theme: colors,
    scrollback: 5_000,
    screenReaderMode: true,
    // What a program shows is only ever text: its links lead nowhere.
    linkHandler: { activate: () => undefined },
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(box);
  terminal.textarea?.setAttribute('aria-label', label);
  fit.fit();
  const sizeOf = ({ cols, rows }: { readonly cols: number; readonly rows: number }) => ({ columns: cols, rows });
  const session = new TerminalSession(wish, sizeOf(terminal), {
    show: (bytes, done) => terminal.write(bytes, done),
    onState,
  });
  terminal.onData((text) => session.type(text));
  terminal.onResize((size) => session.resize(sizeOf(size)));
  // Who uses the keyboard alone must be able to leave.
  terminal.attachCustomKeyEventHandler(({ key, shiftKey }) => !(key === 'Tab' && shiftKey));
  terminal.focus();
  const observer = new ResizeObserver(() => fit.fit());
  observer.observe(box);
  return () => {
    observer.disconnect();
    session.leave();
    terminal.dispose();
    quiet.forget();
  };
}
