import { statusOfSignal } from '#domain';
import { DomainError } from '#event-sourcing';
import { isRelease } from '../ended.js';
import type { Exit, Handler } from '../handler.js';
import type { JobProcess } from '../job-process.js';
import type { HostTerminal, TerminalSize } from '../ports/index.js';
import { marker, signalProcesses, untilEnded } from './exec-process.js';

/** Who sits at a terminal. */
export interface TerminalClient {
  readonly size: TerminalSize;
  /** Aborts when nobody sits there any more. */
  readonly gone: AbortSignal;
  /** Shows what the process writes; resolves when more may come. */
  show(bytes: Uint8Array): Promise<void>;
  /** From now on the client's keys and its window go there. */
  connect(terminal: Pick<HostTerminal, 'resize' | 'write'>): void;
}

/** What a terminal's processes may still do when nobody sits at it any more. */
const hangUpMs = 2_000;

/**
 * Runs a process in a container for somebody at a terminal. What the process writes is the job's output too; what is typed is not kept, since it
 * may be a password that the process does not show. When the client goes, the process gets HUP, and soon KILL.
 */
export function terminalHandler(client: TerminalClient): Handler<'exec'> {
  return {
    async run(process) {
      const { streams, exec: driver, name } = process.host;
      if (!streams) throw new DomainError('not-found', 'host-not-served', `Host "${name}" has no Engine API.`);
      const { exec } = await driver.createExec({
        ...process.args,
        stdin: true,
        env: { TERM: 'xterm-256color', ...process.env, [marker]: process.id },
      });
      await process.beginEffect({ exec });
      const terminal = await streams.openTerminal(exec, process.ending);
      try {
        return await sit(process, exec, terminal, client);
      } finally {
        terminal.close();
      }
    },
  };
}

async function sit(
  process: JobProcess<'exec'>,
  exec: string,
  terminal: HostTerminal,
  client: TerminalClient,
): Promise<Exit<'exec'>> {
  process.trap((signal) => signalProcesses(process, signal));
  await terminal.resize(client.size).catch(() => undefined);
  const bytes = { bytesIn: 0, bytesOut: 0 };
  client.connect({
    resize: (size) => terminal.resize(size),
    write: (typed) => {
      bytes.bytesIn += typed.length;
      return terminal.write(typed);
    },
  });
  const stopWaiting = hangUpWhenGone(process, client.gone);
  try {
    for await (const chunk of terminal.output) {
      bytes.bytesOut += chunk.length;
      await process.output.write('stdout', chunk);
      if (!client.gone.aborted) await client.show(chunk);
    }
    process.ending.throwIfAborted();
    const exitCode = (await untilEnded(process, exec))?.exitCode;
    const { container } = process.args;
    const result = { container, exec, ...(exitCode !== undefined && { exitCode }), ...bytes };
    return { status: client.gone.aborted ? statusOfSignal('HUP') : (exitCode ?? statusOfSignal('HUP')), result };
  } catch (error) {
    if (process.ending.aborted && !isRelease(error)) await signalProcesses(process, 'KILL');
    throw error;
  } finally {
    stopWaiting();
  }
}

/** Returns how to stop waiting for it. */
function hangUpWhenGone(process: JobProcess<'exec'>, gone: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const send = (signal: 'HUP' | 'KILL') => void signalProcesses(process, signal).catch(() => undefined);
  const hangUp = () => {
    send('HUP');
    timer = setTimeout(() => send('KILL'), hangUpMs);
  };
  if (gone.aborted) hangUp();
  else gone.addEventListener('abort', hangUp, { once: true });
  return () => {
    clearTimeout(timer);
    gone.removeEventListener('abort', hangUp);
  };
}
