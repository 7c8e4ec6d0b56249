import { Popover } from '@base-ui/react/popover';
import { type FormEvent, useState } from 'react';
import { dataOf, rest } from '../api/client.js';
import { Failure } from '../parts/outcome.js';
import { useWords } from '../words/words.js';

/** Asks for a time of a clock, and finds the position of the log at it. */
export function GoToTimePopover({ onFound }: { readonly onFound: (position: number) => void }) {
  const { time } = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const [error, setError] = useState<unknown>();
  const find = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const local = String(new FormData(event.currentTarget).get('time'));
    try {
      const query = { at: new Date(local).toISOString(), limit: 1 };
      const { position } = await dataOf(rest.GET('/v1/containers', { params: { query } }));
      setError(undefined);
      setIsOpen(false);
      onFound(position);
    } catch (failed) {
      setError(failed);
    }
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger className="plain">{time.goTo}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={8} side="top">
          <Popover.Popup className="menu roomy" aria-label={time.goTo}>
            <form onSubmit={(event) => void find(event)} className="stack">
              <label htmlFor="go-to-time">{time.clock}</label>
              <input id="go-to-time" name="time" type="datetime-local" step="1" required />
              {error !== undefined && <Failure error={error} />}
              <button type="submit">{time.go}</button>
            </form>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
