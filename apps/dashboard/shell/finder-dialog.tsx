import type { RefObject } from 'react';
import { Dialog } from '@base-ui/react/dialog';
import { useWords } from '../words/words.js';
import { Finder } from './finder.js';

export interface FinderDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** Where the keyboard was before, and goes on unless a new page has taken it. */
  readonly back: RefObject<HTMLElement | null>;
}

/** The palette, over the page; the focus goes back to where it was. */
export function FinderDialog({ isOpen, onOpenChange, back }: FinderDialogProps) {
  const { shell } = useWords();
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup
          className="palette"
          aria-label={shell.find}
          finalFocus={() => (document.activeElement?.id === 'main' ? false : back.current)}
        >
          <Finder onChosen={() => onOpenChange(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
