import { useState } from 'react';
import type { WholeBuild } from '../../api/answers.js';
import { bytes } from '../../parts/bytes.js';
import { State } from '../../parts/states.js';
import { Text } from '../../parts/text.js';
import { duration, Lasted } from '../../parts/when.js';
import { useBuildWords } from '../../words/build-words.js';
import { StepOutput } from './step-output.js';

type Step = WholeBuild['steps'][number];

/** The instructions of a Dockerfile as they were carried out. */
export function BuildSteps({ build }: { readonly build: WholeBuild }) {
  const { build: words } = useBuildWords();
  const longest = Math.max(1, ...build.steps.map(({ durationMs }) => durationMs ?? 0));
  if (build.steps.length === 0)
    return <p className="hint">{build.outcome === 'succeeded' ? words.noneTold : words.noSteps}</p>;
  return (
    <ol className="steps">
      {build.steps.map((step, index) => (
        <li key={step.number}>
          {step.stage !== build.steps[index - 1]?.stage && (
            <h3>{step.stage === null ? words.own : <Text>{words.stage(step.stage)}</Text>}</h3>
          )}
          <StepLine build={build.id} step={step} longest={longest} />
        </li>
      ))}
    </ol>
  );
}

interface LineProps {
  readonly build: string;
  readonly step: Step;
  /** Milliseconds of the step that took longest. */
  readonly longest: number;
}

function StepLine({ build, step, longest }: LineProps) {
  const { build: words } = useBuildWords();
  const [isOpen, setIsOpen] = useState(step.error !== null && step.hasOutput);
  return (
    <>
      <div className="step">
        <span className="number hint">{step.number}</span>
        <code className="instruction">
          <Text>{step.instruction}</Text>
        </code>
        <span className="step-time">
          <meter min={0} max={longest} value={step.durationMs ?? longest} aria-hidden="true" />
          {step.durationMs === null ? (
            <Lasted from={step.startedAt} to={step.endedAt} />
          ) : (
            <span className="number">{duration(step.durationMs)}</span>
          )}
        </span>
        <span className="number">{step.size === null ? '' : bytes(step.size)}</span>
        <span className="step-marks">
          {step.endedAt === null && <State of="running" />}
          {step.error !== null && <State of="failed" />}
          {step.cached && <span className="state quiet">{words.cached}</span>}
          {step.hasOutput && (
            <button type="button" className="plain" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
              {words.output}
              <span className="unseen"> {step.number}</span>
            </button>
          )}
        </span>
      </div>
      {step.error !== null && (
        <p className="problem">
          <Text>{step.error}</Text>
        </p>
      )}
      {isOpen && <StepOutput build={build} step={step} />}
    </>
  );
}
