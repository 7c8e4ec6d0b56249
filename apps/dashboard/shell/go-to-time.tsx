import { Opener } from '../parts/opener.js';
import { useWords } from '../words/words.js';

const load = async () => (await import('./go-to-time-popover.js')).GoToTimePopover;

/** Finds the moment that a clock's time means. */
export function GoToTime({ onFound }: { readonly onFound: (position: number) => void }) {
  const { time } = useWords();
  return (
    <Opener load={load} pass={{ onFound }} className="plain" opens="dialog">
      {time.goTo}
    </Opener>
  );
}
