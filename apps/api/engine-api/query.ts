import { fillPath, registryHeader } from '#engine';
import type { Exchange } from './exchange.js';
import { hasAnswered } from './look-up.js';
import { passOn } from './pass-on.js';
import { registryAuthOf } from './registry-auth.js';

/** Asks the engine and passes its answer on. */
export async function answerQuery({ request, response, api, route, path, query, gone }: Exchange): Promise<void> {
  const answer = await api.request({
    method: route.method,
    path: fillPath(route.path, path),
    query,
    signal: gone,
    headers: registryHeader(route.call, registryAuthOf(request)),
    ...(route.isBulky && { isBulky: true }),
  });
  hasAnswered(api);
  await passOn(answer, response);
}
