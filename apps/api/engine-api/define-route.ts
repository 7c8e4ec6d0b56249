import { type JobName, jobTypes, type Right } from '#domain';
import type { Route, RouteKind } from './route.js';

type Method = Route['method'];
type Request = `${Method} /${string}`;
type Rest = Pick<Route, 'body' | 'having' | 'isBulky' | 'power' | 'query'>;

/** An operation that is asked of the engine at once. @param request method and path */
export function query(call: string, request: Request, right: Right, rest: Rest & Pick<Route, 'job'> = {}): Route {
  return { call, ...parse(request), kind: 'query', right, ...rest };
}

/** An operation that is recorded, queued and run by a worker. It needs the right of its job. */
export const command = recorded('command');
/** A command whose body flows to the engine while the job runs. */
export const upload = recorded('upload');
/** An operation whose answer goes on for as long as it takes. */
export const stream = recorded('stream');
/** An operation whose connection becomes a stream both ways. */
export const hijack = recorded('hijack');

function recorded(kind: RouteKind) {
  return (call: string, request: Request, job: JobName, rest: Rest = {}): Route => ({
    call,
    ...parse(request),
    kind,
    job,
    right: jobTypes[job].right,
    ...rest,
  });
}

function parse(request: Request): Pick<Route, 'method' | 'path'> {
  const [method, path] = request.split(' ') as [Method, string];
  return { method, path };
}
