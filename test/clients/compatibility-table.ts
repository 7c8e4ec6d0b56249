import { writeFileSync } from 'node:fs';
import Docker from 'dockerode';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

const file = 'docs/compatibility.md';

interface Row {
  readonly client: string;
  readonly version: string;
  readonly did: string;
  readonly result: string;
}

/** Writes docs/compatibility.md from a run: which client did what, and how it got on. */
export default class CompatibilityTable implements Reporter {
  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const rows = modules.flatMap((module) => [...module.children.allTests()].flatMap(rowOf));
    const missing = rows.filter(({ result }) => result.startsWith('not available'));
    for (const { client, did, result } of missing) process.stdout.write(`${result}: ${client}: ${did}\n`);
    const isWhole = modules.every((module) => module.children.size > 0);
    if (isWhole) writeFileSync(file, await pageOf(rows));
  }
}

function rowOf(test: TestCase): readonly Row[] {
  const { parent } = test;
  const result = resultOf(test);
  if (parent.type !== 'suite' || result === undefined) return [];
  const [, client = parent.name, version = '–'] = /^(.+?) (\d+(?:\.\d+)+)$/.exec(parent.name) ?? [];
  return [{ client, version, did: test.name, result }];
}

function resultOf(test: TestCase): string | undefined {
  const told = test.result();
  const { refused } = test.meta();
  if (refused !== undefined) return `refused, as engines from 25 on do: ${refused}`;
  if (told.state === 'passed') return 'works';
  if (told.state === 'failed') return '**fails**';
  return told.state === 'skipped' && told.note !== undefined ? `not available here: ${told.note}` : undefined;
}

async function pageOf(rows: readonly Row[]): Promise<string> {
  const { Version, ApiVersion } = await new Docker().version();
  const sorted = rows.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)));
  const lines = sorted.map(({ client, version, did, result }) =>
    [client, version, did, result, `${Version} (API ${ApiVersion})`].map((cell) => cell.replaceAll('|', '\\|')),
  );
  return `# Compatibility

Written by \`./longshore test --clients\`, which lets real clients do their work through the front door. Unless it says otherwise, each does the same at the engine itself,
and "works" means that it told the same both times: output, errors and exit status.

| client | version | what was done | result | engine |
|---|---|---|---|---|
${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}
`;
}

function keyOf({ client, version, did }: Row): string {
  return [client, version, did].join('\n');
}
