import type { Dockerfile } from '../dockerfile.js';
import { planBuild } from '../plan-build.js';
import { checkCommands } from './command.checks.js';
import { checkForm } from './form.checks.js';
import { type Finding, rules } from './rules.js';
import { checkStages } from './stage.checks.js';
import type { Check, CheckInputs } from './subject.js';
import { checkVariables } from './variable.checks.js';
import { checkWriting } from './writing.checks.js';

const checks: readonly Check[] = [checkForm, checkStages, checkVariables, checkCommands, checkWriting];
/** No more findings are told of one Dockerfile. */
const mostFindings = 500;

/**
 * Finds what is wrong with a Dockerfile, in the order of its lines. Its own `# check=` may leave warnings out, or make errors of those of BuildKit.
 * Where another front end is to read it, nobody here knows what is an error: then there are none.
 */
export function checkDockerfile(dockerfile: Dockerfile, inputs: CheckInputs = {}): readonly Finding[] {
  if (!isKnownSyntax(dockerfile)) return [];
  const plan = planBuild(dockerfile, inputs);
  const findings = checks.flatMap((check) => [
    ...Iterator.from(check({ plan, inputs }))
      .map((finding) => judge(finding, dockerfile))
      .filter((finding) => finding !== undefined)
      .take(mostFindings),
  ]);
  return withoutRepeats(findings)
    .toSorted((left, right) => rank(left) - rank(right))
    .slice(0, mostFindings)
    .toSorted((left, right) => left.line - right.line || rank(left) - rank(right));
}

/** Whether the engine's own front end reads it, or one that is the same. */
function isKnownSyntax({ directives: { syntax } }: Dockerfile): boolean {
  return syntax === undefined || /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@]|$)/.test(syntax);
}

function judge(finding: Finding, { directives: { check } }: Dockerfile): Finding | undefined {
  if (finding.severity === 'error') return finding;
  const isNamed = (name: string) => name.toLowerCase() === 'all' || name.toLowerCase() === finding.check.toLowerCase();
  if (check.skip.some(isNamed)) return undefined;
  if ('isExperimental' in rules[finding.check] && !check.experimental.some(isNamed)) return undefined;
  return check.isStrict && finding.origin === 'buildkit' ? { ...finding, severity: 'error' } : finding;
}

function rank({ severity }: Finding): number {
  return ['error', 'warning', 'info'].indexOf(severity);
}

/** What an instruction put off by ONBUILD has wrong is found where it stands, and in each stage that does it. */
function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  return [
    ...new Map(findings.map((finding) => [`${finding.line} ${finding.check} ${finding.message}`, finding])).values(),
  ];
}
