import type { Explanation } from '../../api/answers.js';
import { Text } from '../../parts/text.js';
import { useBuildWords } from '../../words/build-words.js';

interface Props {
  readonly findings: Explanation['findings'];
  readonly onChosen: (line: number) => void;
}

const tones = { error: 'bad', warning: 'warn', info: 'quiet' } as const;

/** What is wrong with a Dockerfile, by its lines, with a remedy for each. */
export function Findings({ findings, onChosen }: Props) {
  const { dockerfile: words } = useBuildWords();
  const count = (wanted: string) => String(findings.filter(({ severity }) => severity === wanted).length);
  return (
    <>
      <p role="status" className="hint" id="findings">
        {findings.length === 0 ? words.fine : words.counts(count('error'), count('warning'), count('info'))}
      </p>
      <ul className="lines findings">
        {findings.map(({ check, severity, line, message, remedy }, index) => (
          <li key={`${index} ${check}`}>
            <span className={`state ${tones[severity]}`}>{words.severities[severity]}</span>
            <span className="line-main">
              <button type="button" className="plain" onClick={() => onChosen(line)}>
                {words.line(String(line))}
              </button>{' '}
              <Text>{message}</Text>
              <span className="hint">
                <Text>{remedy}</Text> <code>{check}</code>
              </span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
