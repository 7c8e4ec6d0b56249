import { fillPath } from '#engine';
import type { Exchange } from './exchange.js';
import { passOn } from './pass-on.js';
import { registryAuthOf } from './registry-auth.js';

/** Asks the engine and passes its answer on. */
export async function answerQuery({ request, response, api, route, path, query, gone }: Exchange): Promise<void> {
  const auth = registryAuthOf(request);
  const answer = await api.request({
    method: route.method,
    path: fillPath(route.path, path),
    query,
    signal: gone,
    ...(auth !== undefined && { headers: { 'x-registry-auth': Buffer.from(auth).toString('base64url') } }),
  });
  await passOn(answer, response);
}
