import { bytes } from '../../parts/bytes.js';
import { useBuildWords } from '../../words/build-words.js';

interface Props {
  readonly sent: number;
  readonly all: number;
  readonly onStop: () => void;
}

/** How far a folder is on its way. */
export function Sending({ sent, all, onStop }: Props) {
  const { folder: words } = useBuildWords();
  const isSent = sent >= all;
  return (
    <div className="sending">
      <progress max={all} value={isSent ? undefined : sent} aria-label={words.sending} />
      <span role="status">{isSent ? words.checking : `${words.sending} ${bytes(sent)} / ${bytes(all)}`}</span>
      <button type="button" onClick={onStop}>
        {words.stop}
      </button>
    </div>
  );
}
