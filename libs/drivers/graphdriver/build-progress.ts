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

type ReadMessage = (message: ProgressMessage) => readonly Told[];

/** Reads the messages of one build in turn. */
export function readBuildProgress(builder: ImageBuild['builder']): ReadMessage {
  return builder === 'buildkit' ? readBuildkit() : readClassic();
}

function readClassic(): ReadMessage {
  const steps = new ClassicSteps();
  return (message) => [
    {
      news: steps.take({ ...message, error: message.errorDetail?.message }, new Date().toISOString()),
      text: Buffer.from(narrateTransfer(message)),
    },
  ];
}

/** What a step's command wrote is told by itself, so that it is known where it stands. */
function readBuildkit(): ReadMessage {
  const steps = new BuildkitSteps();
  const narrator = new BuildkitNarrator(steps);
  return (message) => {
    if (message.id !== buildkitTrace || typeof message.aux !== 'string')
      return [{ news: steps.take({ vertexes: [], logs: [] }), text: Buffer.from(narrateTransfer(message)) }];
    const status = decodeBuildkitStatus(message.aux);
    const { wrote, ...news } = steps.take(status);
    const { begun, written, ended } = narrator.narrate(status);
    return [
      { news: { ...news, wrote: [] }, text: begun },
      { news: { of: news.of, steps: [], wrote }, text: written },
      { news: { of: news.of, steps: [], wrote: [] }, text: ended },
    ];
  };
}
