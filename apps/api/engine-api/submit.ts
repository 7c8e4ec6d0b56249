import { type CallArgs, type Job, type JobName, mayDo } from '#domain';
import type { Blob, Caller, Engine } from '#engine';
import type { Exchange } from './exchange.js';
import { judge } from './judge.js';
import { readBody } from './read-body.js';

/** What the engine says as it works is a job's output, and all of it is passed on. */
const limits = { outputBytes: 1_073_741_824 };

interface SubmitOptions {
  /** Stores the bytes that come with it. Not called when the request is refused. */
  readonly store?: () => Promise<Blob>;
  /** Its body is bytes, and not read here. */
  readonly hasBytes?: boolean;
  /** To be begun while it is being recorded: what changes nothing, and is allowed. */
  readonly meanwhile?: (args: CallArgs) => void;
  /** This process carries it out. */
  readonly served?: true;
}

/** Reads, judges and records a request; resolves with its job. What is refused is recorded too. */
export async function submit(
  exchange: Exchange,
  engine: Engine,
  { store, hasBytes = store !== undefined, meanwhile, served }: SubmitOptions = {},
): Promise<Job> {
  const { caller, host, route } = exchange;
  const name = jobOf(exchange);
  try {
    const body = hasBytes ? undefined : await readBody(route, exchange.request);
    const { args, powers, secrets } = await judge(exchange, body, exchange.policy);
    const mayAll = powers.length === 0 || mayDo(caller.rights, 'host');
    const stdin = mayAll ? await store?.() : undefined;
    if (mayAll) meanwhile?.(args);
    return await engine.submit({
      caller,
      name,
      host,
      args,
      call: { powers, secrets },
      limits,
      ...(stdin && { stdin }),
      ...(served && { served }),
    });
  } catch (error) {
    return engine.refuse({ caller, name }, error);
  }
}

/** The name of the job that a request becomes. One that only asks has none of its own. */
export function jobOf({ route }: Pick<Exchange, 'route'>): JobName {
  return route.job ?? 'query';
}

/** Tells the job of a client that went away to end, as Unix does it. */
export function interruptWhenGone(engine: Engine, job: Job, gone: AbortSignal, caller: Caller): void {
  const interrupt = () => void engine.signal(job.id, 'INT', caller).catch(() => undefined);
  if (gone.aborted) interrupt();
  else gone.addEventListener('abort', interrupt, { once: true });
}
