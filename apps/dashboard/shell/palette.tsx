import { Dialog } from '@base-ui/react/dialog';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useWords } from '../words/words.js';

const Finder = lazy(() => import('./finder.js'));

/** Finds any page and thing by its name: Ctrl-K, from everywhere. */
export function Palette() {
  const { shell } = useWords();
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setIsOpen((was) => !was);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Dialog.Root open={isOpen} onOpenChange={setIsOpen}>
      <Dialog.Trigger className="find">
        <span>{shell.find}</span> <kbd>Ctrl K</kbd>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="palette" aria-label={shell.find}>
          <Suspense>
            <Finder onChosen={() => setIsOpen(false)} />
          </Suspense>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
