import type { BatchPlan } from '../../api/batches.js';
import { Text } from '../../parts/text.js';
import { useBuildWords } from '../../words/build-words.js';

interface Props {
  readonly plan: BatchPlan;
  /** Names of builds that nobody wants. */
  readonly left: ReadonlySet<string>;
  readonly onLeft: (name: string, isLeft: boolean) => void;
}

/** So many builds are listed; all are built. */
const most = 500;

/** The builds of a plan in their order: those of a level need earlier levels only. */
export function PlanLevels({ plan, left, onLeft }: Props) {
  const { folder: words } = useBuildWords();
  const shown = new Map(plan.builds.slice(0, most).map((build) => [build.name, build]));
  return (
    <>
      <h3>{words.plan}</h3>
      {plan.levels.map((level, index) => {
        const builds = level.flatMap((name) => shown.get(name) ?? []);
        return (
          builds.length > 0 && (
            <section key={index} aria-label={words.level(String(index + 1))}>
              {plan.levels.length > 1 && <h4>{words.level(String(index + 1))}</h4>}
              <ul className="lines">
                {builds.map((build) => (
                  <PlannedLine
                    key={build.name}
                    build={build}
                    isLeft={left.has(build.name)}
                    onLeft={(isLeft) => onLeft(build.name, isLeft)}
                  />
                ))}
              </ul>
            </section>
          )
        );
      })}
      {plan.builds.length > most && <p className="hint">{words.more(String(plan.builds.length - most))}</p>}
    </>
  );
}

interface LineProps {
  readonly build: BatchPlan['builds'][number];
  readonly isLeft: boolean;
  readonly onLeft: (isLeft: boolean) => void;
}

function PlannedLine({ build, isLeft, onLeft }: LineProps) {
  const { folder: words } = useBuildWords();
  const { name, tags, dockerfile, needs, bases, steps, warnings } = build;
  return (
    <li>
      <input
        type="checkbox"
        aria-label={words.chosen(name)}
        checked={!isLeft}
        onChange={({ target }) => onLeft(!target.checked)}
      />
      <span className="line-main">
        <strong>
          <Text>{name}</Text>
        </strong>{' '}
        <Text>{tags.join(' ')}</Text>
        <span className="hint">
          <Text>
            {[
              dockerfile.replace(/^\//, ''),
              words.steps(String(steps)),
              ...(needs.length > 0 ? [words.needs(needs.map((need) => need.build).join(', '))] : []),
              ...(bases.length > 0 ? [words.bases(bases.join(', '))] : []),
            ].join(' · ')}
          </Text>
        </span>
        {warnings.map((warning) => (
          <span key={warning} className="hint warning">
            <Text>{warning}</Text>
          </span>
        ))}
      </span>
    </li>
  );
}
