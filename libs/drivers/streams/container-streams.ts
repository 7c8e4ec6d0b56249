import type { ContainerInspectInfo } from 'dockerode';
import type { ContainerReading } from '#domain';
import type { ContainerStreams, EngineApi, HostTerminal, LogMessage, LogWish } from '#engine';
import type { EngineConnection } from '../connection/engine-connection.js';
import { enginePath } from '../connection/engine-path.js';
import { sinceOf } from '../watch/engine-time.js';
import { openTerminal } from './host-terminal.js';
import { readJsonLines } from './json-lines.js';
import { messagesOfFrames, messagesOfTerminal } from './log-messages.js';
import { type EngineStatistics, readingOf } from './reading.js';

/** Logs, stats and terminals of a Docker Engine's containers. */
export class DockerodeContainerStreams implements ContainerStreams {
  constructor(
    private readonly engine: EngineConnection,
    private readonly api: EngineApi,
  ) {}

  async logs(
    id: string,
    { follow, since, until, tail, stream }: LogWish,
    signal: AbortSignal,
  ): Promise<AsyncIterable<LogMessage>> {
    const { Config } = await this.engine.call<ContainerInspectInfo>({
      method: 'GET',
      path: enginePath`/containers/${id}/json`,
      signal,
    });
    const query = {
      follow,
      timestamps: true,
      stdout: stream !== 'stderr',
      stderr: stream !== 'stdout',
      since: since && sinceOf(since),
      until: until && sinceOf(until),
      tail,
    };
    const response = await this.engine.open({ method: 'GET', path: enginePath`/containers/${id}/logs`, query, signal });
    const chunks = this.engine.bytes(response, signal);
    return Config.Tty ? messagesOfTerminal(chunks) : messagesOfFrames(chunks);
  }

  async stats(id: string, signal: AbortSignal): Promise<AsyncIterable<ContainerReading>> {
    const path = enginePath`/containers/${id}/stats`;
    const response = await this.engine.open({ method: 'GET', path, query: { stream: true }, signal });
    return readings(readJsonLines<EngineStatistics>(this.engine.bytes(response, signal)));
  }

  openTerminal(exec: string, signal: AbortSignal): Promise<HostTerminal> {
    return openTerminal(this.api, exec, signal);
  }
}

async function* readings(lines: AsyncIterable<EngineStatistics>): AsyncGenerator<ContainerReading> {
  for await (const line of lines) yield readingOf(line);
}
