/** An instruction of a Dockerfile, e.g. `RUN` and the rest of its line. */
export interface FakeInstruction {
  readonly keyword: string;
  readonly rest: string;
}

/** Splits a Dockerfile into its instructions; enough for tests, not for all that Docker reads. */
export function readFakeDockerfile(text: string): readonly FakeInstruction[] {
  const lines = text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [keyword = '', ...rest] = line.split(' ');
      return { keyword: keyword.toUpperCase(), rest: rest.join(' ') };
    });
}

/** The arguments of CMD, ENTRYPOINT and RUN: a JSON list, or a line for the shell. */
export function commandOf(rest: string): readonly string[] {
  return rest.startsWith('[') ? (JSON.parse(rest) as readonly string[]) : ['/bin/sh', '-c', rest];
}

/** The pairs of ENV and LABEL: `a=1 b="two words"`. */
export function pairsOf(rest: string): Readonly<Record<string, string>> {
  const pairs = rest.matchAll(/([^\s=]+)=("[^"]*"|\S*)/g);
  return Object.fromEntries([...pairs].map(([, key = '', value = '']) => [key, value.replace(/^"|"$/g, '')]));
}
