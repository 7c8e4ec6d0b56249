import { readdirSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Of the API and its reference: what is not found there is no page. */
const notPages = /^(?:v1|docs|healthz|readyz)(?:\/|$)/;

const assets = 'assets/';

/** The page loads what is its own and runs no script that stands in it; no other site may frame it. */
const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
};

/** Serves the dashboard: its files, and for each address that only the page itself knows, the page. */
export function servePage(fastify: FastifyInstance, folder: string): void {
  const files = new Set(readdirSync(folder, { recursive: true }).map((file) => String(file).replaceAll('\\', '/')));
  void fastify.register(fastifyStatic, { root: folder, serve: false, preCompressed: true, cacheControl: false });
  fastify.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    // What is no route of the API is told to nobody but who is known.
    config: { isOpen: (request) => !notPages.test(pathIn(request)) },
    handler: async (request, reply) => {
      const path = pathIn(request);
      if (notPages.test(path) || (path.startsWith(assets) && !files.has(path))) return reply.callNotFound();
      return sendPage(reply, files.has(path) && path !== '' ? path : 'index.html');
    },
  });
}

function pathIn({ params }: FastifyRequest): string {
  return (params as { readonly '*': string })['*'];
}

/** Names of assets change with their content; everything else is asked for anew. */
function sendPage(reply: FastifyReply, file: string): FastifyReply {
  const isAsset = file.startsWith(assets);
  return reply
    .headers(securityHeaders)
    .header('cache-control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache')
    .sendFile(file);
}
