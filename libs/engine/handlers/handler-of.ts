import { isCall, isVerb, type JobName } from '#domain';
import { callHandler } from '../calls/call.handler.js';
import type { Handler, Handlers } from '../handler.js';

/** What carries a job out: the handler of its name, or what sends the host the request that it came as. */
export function handlerOf(
  handlers: Handlers,
  { name, args }: { readonly name: string; readonly args: object },
): Handler<JobName> | undefined {
  if (isCall(args)) return callHandler as Handler<JobName>;
  return isVerb(name) ? (handlers[name] as Handler<JobName>) : undefined;
}
