import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The programs that tests run in processes of their own: each prints a line whenever it got on. */
const files = {
  projector: new URL('log-proof/projector.ts', import.meta.url),
  subscriber: new URL('log-proof/subscriber.ts', import.meta.url),
  writer: new URL('log-proof/writer.ts', import.meta.url),
} as const;

export type ProgramName = keyof typeof files;

/** A program and what it is told. */
export interface Program {
  readonly name: ProgramName;
  readonly args: readonly string[];
}

const loader = new URL('run-typescript.mjs', import.meta.url);

/**
 * Runs the program until it ends by itself, but first kills it so many times with SIGKILL: at its first line, so that even a
 * quick one is killed, then each time after a random number of lines of at most `patience`; and starts it again. Resolves with how often it was killed.
 */
export async function runAmidKills(program: Program, kills: number, patience: number): Promise<number> {
  for (let killed = 0; ; killed++) {
    const random = killed === 0 ? 1 : 1 + Math.floor(Math.random() * patience);
    const lines = killed < kills ? random : Infinity;
    const { code, signal } = await runUntilLine(program, lines);
    if (code === 0) return killed;
    if (signal !== 'SIGKILL') throw new Error(`${program.name} ended with ${code ?? signal}`);
  }
}

async function runUntilLine({ name, args }: Program, line: number) {
  const options = ['--conditions=source', '--import', loader.href, fileURLToPath(files[name]), ...args];
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text.split('\n').length - 1;
    if (printed >= line) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return { code: child.exitCode, signal: child.signalCode };
}
