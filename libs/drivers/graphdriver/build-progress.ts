import { BuildkitSteps, buildkitTrace, ClassicSteps, decodeBuildkitStatus, type StepNews } from '#domain';
import type { ImageBuild } from '#engine';
import { narrateTransfer } from '../connection/follow-progress.js';
import type { ProgressMessage } from '../connection/progress-messages.js';
import { BuildkitNarrator } from './buildkit-narrator.js';

/** What a message of a build says: to the record, and to people. */
interface Told {
  readonly news: StepNews;
  readonly text: Uint8Array;
}

type ReadMessage = (message: ProgressMessage) => Told;

/** Reads the messages of one build in turn. */
export function readBuildProgress(builder: ImageBuild['builder']): ReadMessage {
  return builder === 'buildkit' ? readBuildkit() : readClassic();
}

function readClassic(): ReadMessage {
  const steps = new ClassicSteps();
  return (message) => ({
    news: steps.take({ ...message, error: message.errorDetail?.message }, new Date().toISOString()),
    text: Buffer.from(narrateTransfer(message)),
  });
}

function readBuildkit(): ReadMessage {
  const steps = new BuildkitSteps();
  const narrator = new BuildkitNarrator(steps);
  return (message) => {
    const isTrace = message.id === buildkitTrace && typeof message.aux === 'string';
    const status = isTrace ? decodeBuildkitStatus(String(message.aux)) : { vertexes: [], logs: [] };
    const news = steps.take(status);
    return { news, text: isTrace ? narrator.narrate(status) : Buffer.from(narrateTransfer(message)) };
  };
}
