import type { Host } from '../../api/answers.js';
import { bytes } from '../../parts/bytes.js';
import { State } from '../../parts/states.js';
import { Text } from '../../parts/text.js';
import { useWords } from '../../words/words.js';

/** A host, what it is and how much is asked of it. */
export function HostCard({
  host,
  running,
  queued,
}: {
  readonly host: Host;
  readonly running: number;
  readonly queued: number;
}) {
  const { now } = useWords();
  return (
    <li className="card host">
      <div className="card-head">
        <h2>
          <Text>{host.name}</Text>
        </h2>
        <State of={host.state} />
      </div>
      {host.state === 'unreachable' ? (
        <p className="hint">
          <Text>{host.error}</Text>
        </p>
      ) : (
        <dl className="figures">
          <div>
            <dt>{now.jobs}</dt>
            <dd>
              {running}
              <small> + {queued}</small>
            </dd>
          </div>
          <div>
            <dt>{now.containers}</dt>
            <dd>
              {host.engine.running}
              <small> / {host.engine.containers}</small>
            </dd>
          </div>
          <div>
            <dt>{now.images}</dt>
            <dd>{host.engine.images}</dd>
          </div>
          <div>
            <dt>{now.machine}</dt>
            <dd>
              {host.engine.cpus}
              <small> CPU · {bytes(host.engine.memory)}</small>
            </dd>
          </div>
          <div className="meter-row">
            <dt>{now.load}</dt>
            <dd>
              <meter
                min={0}
                max={Math.max(1, host.engine.cpus)}
                value={Math.min(running, host.engine.cpus)}
                aria-label={now.load}
              />
            </dd>
          </div>
        </dl>
      )}
    </li>
  );
}
