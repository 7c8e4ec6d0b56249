import type { OutputStream } from '#engine';

/** What a fake process runs in. */
export interface FakeShell {
  readonly env: Readonly<Record<string, string>>;
  write(stream: OutputStream, bytes: Uint8Array): void;
  /** Ends early, by a rejection, when the process is killed. */
  sleep(milliseconds: number): Promise<void>;
}

type Builtin = (args: readonly string[], shell: FakeShell, stream: OutputStream) => Promise<number> | number;

const zeros = new Uint8Array(65_536);

const builtins: Readonly<Record<string, Builtin>> = {
  echo: (args, shell, stream) => print(shell, stream, Buffer.from(`${args.join(' ')}\n`)),
  exit: (args) => Number(args[0] ?? 0),
  false: () => 1,
  head: (args, shell, stream) => writeZeros(Number(args[1]), shell, stream),
  printf: (args, shell, stream) => print(shell, stream, unescape(args[0] ?? '')),
  sleep: async (args, shell) => {
    await shell.sleep(Number(args[0]) * 1_000);
    return 0;
  },
  true: () => 0,
};

/**
 * Runs a command as busybox would, as far as tests need it: `sh -c` with `;`, quotes, `$NAME` and `>&2`, and the commands echo, exit,
 * false, `head -c N /dev/zero`, printf with octal escapes, sleep, true. Resolves with the exit status; 127 for any other command.
 */
export async function runFakeCommand(argv: readonly string[], shell: FakeShell): Promise<number> {
  const isScript = argv[0]?.replace('/bin/', '') === 'sh' && argv[1] === '-c';
  if (!isScript) return runWords(argv, shell);
  let status = 0;
  for (const line of splitCommands(argv[2] ?? '')) {
    const words = splitWords(line, shell.env);
    status = await runWords(words, shell);
    if (words[0] === 'exit') break;
  }
  return status;
}

async function runWords(words: readonly string[], shell: FakeShell): Promise<number> {
  const [name = 'true', ...args] = words.filter((word) => word !== '>&2');
  const builtin = builtins[name];
  if (builtin) return builtin(args, shell, words.includes('>&2') ? 'stderr' : 'stdout');
  return print(shell, 'stderr', Buffer.from(`sh: ${name}: not found\n`)) + 127;
}

function splitCommands(script: string): readonly string[] {
  return (script.match(/(?:'[^']*'|"[^"]*"|[^;\n'"])+/g) ?? [])
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function splitWords(line: string, env: FakeShell['env']): readonly string[] {
  const expand = (text: string): string => text.replace(/\$\{?(\w+)\}?/g, (_, name: string) => env[name] ?? '');
  const words = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.map((word) =>
    word.replace(
      /'([^']*)'|"([^"]*)"|([^'"]+)/g,
      (_, single?: string, double?: string, bare?: string) => single ?? expand(double ?? bare ?? ''),
    ),
  );
}

function unescape(text: string): Buffer {
  const bytes = Buffer.from(text).toString('latin1');
  const plain = bytes
    .replace(/\\n/g, '\n')
    .replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return Buffer.from(plain, 'latin1');
}

function print(shell: FakeShell, stream: OutputStream, bytes: Buffer): 0 {
  shell.write(stream, bytes);
  return 0;
}

function writeZeros(length: number, shell: FakeShell, stream: OutputStream): 0 {
  for (let left = length; left > 0; left -= zeros.length) shell.write(stream, zeros.subarray(0, left));
  return 0;
}
