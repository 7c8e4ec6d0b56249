import {
  BuildkitSteps,
  buildkitTrace,
  type CallArgs,
  ClassicSteps,
  decodeBuildkitStatus,
  type StepNews,
} from '#domain';

type Message = Readonly<Record<string, unknown>>;

/** Reads the steps of a build that came as a call from the progress that the engine answers with: for each message in turn. */
export function stepsOfCall(args: CallArgs): (message: Message | undefined) => StepNews {
  if (args.builder === 'buildkit') {
    const steps = new BuildkitSteps();
    return (message) => steps.take(traceIn(message));
  }
  const steps = new ClassicSteps(removesContainers(args));
  return ({ stream, aux, error } = {}) =>
    steps.take({ stream: text(stream), aux, error: text(error) }, new Date().toISOString());
}

/** What cannot be read is passed on all the same. */
function traceIn({ id, aux }: Message = {}): ReturnType<typeof decodeBuildkitStatus> {
  try {
    if (id === buildkitTrace && typeof aux === 'string') return decodeBuildkitStatus(aux);
  } catch {
    // A form of it that is newer than we are.
  }
  return { vertexes: [], logs: [] };
}

/** As the engine reads it: containers go unless `rm` is given and says no. */
function removesContainers({ query: { rm = '', forcerm = '' } }: CallArgs): boolean {
  return rm === '' || isTrue(rm) || isTrue(forcerm);
}

function isTrue(value: string | readonly string[]): boolean {
  return !['', '0', 'no', 'false', 'none'].includes(String(value).trim().toLowerCase());
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
