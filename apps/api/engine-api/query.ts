import { fillPath } from '#engine';
import type { Exchange } from './exchange.js';
import { passOn } from './pass-on.js';

/** Asks the engine and passes its answer on. */
export async function answerQuery({ request, response, api, route, path, query, gone }: Exchange): Promise<void> {
  const { 'x-registry-auth': auth } = request.headers;
  const answer = await api.request({
    method: route.method,
    path: fillPath(route.path, path),
    query,
    signal: gone,
    ...(auth !== undefined && { headers: { 'x-registry-auth': auth } }),
  });
  await passOn(answer, response);
}
