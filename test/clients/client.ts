import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { it, type TestContext } from 'vitest';

/** A client, or why this machine has none. */
export interface Client {
  /** With its version. */
  readonly title: string;
  readonly program: string;
  readonly missing?: string;
}

/** A path among what `./longshore test --clients` has brought. */
export function brought(...path: readonly string[]): string {
  return join(process.env['LONGSHORE_CLIENTS'] ?? '', ...path);
}

/** The programs of a name on the PATH, each once. */
export function onPath(name: string): readonly string[] {
  const found = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
  return [...new Set(found.filter((path) => existsSync(path)).map((path) => realpathSync(path)))];
}

/** Those of the programs that tell their version, as clients; at least one, if only to say that it is missing. */
export function clientsOf(
  name: string,
  programs: readonly string[],
  versionArgs: readonly string[],
): readonly [Client, ...Client[]] {
  const [first, ...others] = programs.flatMap((program) => {
    const version = versionOf(program, versionArgs);
    return version === undefined ? [] : [{ title: `${name} ${version}`, program }];
  });
  return first
    ? [first, ...others.filter(({ title }) => title !== first.title)]
    : [{ title: name, program: name, missing: 'it cannot be had for this machine' }];
}

/** A test that only a machine with the client can run; on others the table says that it has not been. */
export function itWith({ missing }: Client) {
  return (name: string, test: (context: TestContext) => Promise<void> | void): void =>
    it(`${name}`, async (context) => (missing === undefined ? test(context) : context.skip(missing)));
}

declare module 'vitest' {
  interface TaskMeta {
    /** Why the door does not let the client in. */
    refused?: string;
  }
}

/** Has the table say that the door refuses the client, as it is wanted: what it speaks is too old. */
export function refused({ task }: TestContext, why: string): void {
  task.meta.refused = why;
}

function versionOf(program: string, args: readonly string[]): string | undefined {
  try {
    const said = execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return /\d+(?:\.\d+)+/.exec(said)?.[0];
  } catch {
    return undefined;
  }
}
