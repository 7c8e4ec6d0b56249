import { type ComponentType, useCallback, useEffect, useRef, useState } from 'react';
import { useWords } from '../words/words.js';
import type { FinderDialogProps } from './finder-dialog.js';

const load = async () => (await import('./finder-dialog.js')).FinderDialog;
const prepare = () => void load().catch(() => undefined);

/** Finds any page and thing by its name: Ctrl-K, from everywhere. What it takes is loaded when it is first wanted. */
export function Palette() {
  const { shell } = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const [found, setFound] = useState<{ readonly Dialog: ComponentType<FinderDialogProps> }>();
  const back = useRef<HTMLElement>(null);
  const toggle = useCallback(async () => {
    const { activeElement } = document;
    const Dialog = await load().catch(() => undefined);
    if (!Dialog) return;
    setFound({ Dialog });
    setIsOpen((was) => {
      if (!was) back.current = activeElement instanceof HTMLElement ? activeElement : null;
      return !was;
    });
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      void toggle();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [toggle]);
  return (
    <>
      <button
        type="button"
        className="find"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => void toggle()}
        onPointerEnter={prepare}
        onFocus={prepare}
      >
        <span>{shell.find}</span> <kbd>Ctrl K</kbd>
      </button>
      {found && <found.Dialog isOpen={isOpen} onOpenChange={setIsOpen} back={back} />}
    </>
  );
}
