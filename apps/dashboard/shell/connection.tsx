import { useLive } from '../live/live.js';
import { useWords } from '../words/words.js';

/** Whether the page follows the log, and the position that it is not behind. */
export function Connection() {
  const { shell } = useWords();
  const { connection, position } = useLive();
  return (
    <p className={`connection ${connection}`}>
      <span role="status">{shell.connection[connection]}</span>
      <code title={shell.positionIs} data-testid="position">
        {position}
      </code>
    </p>
  );
}
