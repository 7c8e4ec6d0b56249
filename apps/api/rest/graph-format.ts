import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { schemaOf } from './openapi.js';

/** How a graph may be written. */
const graphFormats = ['dot', 'json', 'mermaid'] as const;

type GraphFormat = (typeof graphFormats)[number];

/** The media type of each format. */
const mediaTypes: Readonly<Record<GraphFormat, string>> = {
  dot: 'text/vnd.graphviz',
  json: 'application/json',
  mermaid: 'text/vnd.mermaid',
};

/** The query's parameter that names a format. */
export const formatQuery = z.enum(graphFormats).optional().describe('As in Accept when left out');

/** A graph in each format, for the description of the API. */
export function graphContent(view: z.ZodType) {
  return {
    [mediaTypes.json]: { schema: schemaOf(view) },
    [mediaTypes.dot]: { schema: { type: 'string' } },
    [mediaTypes.mermaid]: { schema: { type: 'string' } },
  };
}

/** Writes a graph in the format that the query names, or else the header Accept. */
export function writeGraph<View>(
  reply: FastifyReply,
  { format, accept }: { readonly format: GraphFormat | undefined; readonly accept: string | undefined },
  writers: { readonly dot: () => string; readonly json: () => View; readonly mermaid: () => string },
): View | string {
  const chosen = format ?? acceptedFormat(accept);
  void reply.header('vary', 'accept').type(`${mediaTypes[chosen]}; charset=utf-8`);
  return writers[chosen]();
}

/** The format that an Accept header likes best of those that there are; JSON when it names none of them. */
function acceptedFormat(accept = ''): GraphFormat {
  const wishes = accept.split(',').map((wish) => {
    const [type = '', ...parameters] = wish.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length);
    return { type, quality: Number(quality ?? 1) };
  });
  const liked = wishes
    .toSorted((one, other) => other.quality - one.quality)
    .flatMap(({ type, quality }) => (quality > 0 ? graphFormats.filter((format) => mediaTypes[format] === type) : []));
  return liked[0] ?? 'json';
}
