import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rest, startRest } from './rest.js';
import { answers, routes } from './routes.js';

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly additionalProperties?: unknown;
}

interface Operation {
  readonly summary?: string;
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: unknown }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}

interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly securitySchemes: unknown };
  readonly security: unknown;
}

describe('the description of the API', () => {
  let rest: Rest;
  let described: Description;
  beforeAll(async () => {
    rest = await startRest({ worker: false });
    described = (await rest.as().get('/v1/openapi.json').expect(200)).body as Description;
  });
  afterAll(() => rest.stop());

  const operations = () =>
    Object.entries(described.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
    );

  it('is OpenAPI 3.1 and has every route, and no other', () => {
    expect(described.openapi).toMatch(/^3\.1\./);
    expect(described.components.securitySchemes).toMatchObject({ bearer: { type: 'http', scheme: 'bearer' } });
    expect(described.security).toEqual([{ bearer: [] }]);
    expect(
      operations()
        .map(([route]) => route)
        .toSorted(),
    ).toEqual(Object.keys(routes).toSorted());
  });

  it('tells the body and the query of each route as the schemas have them that check it', () => {
    for (const [route, { parameters = [], requestBody }] of operations()) {
      const { body, query = [] } = routes[route] ?? {};
      expect([route, parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)]).toEqual([
        route,
        query,
      ]);
      for (const [, name] of route.matchAll(/\{(\w+)\}/g))
        expect(parameters).toContainEqual(expect.objectContaining({ in: 'path', name, required: true }));
      const schema = requestBody?.content['application/json']?.schema;
      if (!body) expect([route, schema]).toEqual([route, undefined]);
      else expect([route, Object.keys(schema?.properties ?? {})]).toEqual([route, expect.arrayContaining([...body])]);
      if (body) expect([route, schema?.additionalProperties]).toEqual([route, false]);
    }
  });

  it('tells of each operation what it is for and how it answers', () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [route, { summary, responses }] of operations()) {
      expect([route, summary]).toEqual([route, expect.stringMatching(/\w{2}/)]);
      expect([route, Object.keys(responses).some((status) => /^(?:101|20\d)$/.test(status))]).toEqual([route, true]);
      if (route.includes('/v1/'))
        expect([route, Object.keys(responses)]).toEqual([route, expect.arrayContaining(['default'])]);
    }
    expect(described.paths['/v1/containers']?.['post']?.responses).toMatchObject({
      200: {},
      202: { headers: { Location: {} } },
    });
  });

  it.each(Object.entries(answers))('tells what the answer of GET %s has in it', (path, fields) => {
    const { content } = described.paths[path]?.['get']?.responses['200'] ?? {};
    const { properties } = content?.['application/json']?.schema ?? {};
    expect(Object.keys(properties ?? {})).toEqual(expect.arrayContaining([...fields]));
  });

  it('names the formats of the graph', () => {
    const { content } = described.paths['/v1/graph']?.['get']?.responses['200'] ?? {};
    expect(Object.keys(content ?? {})).toEqual(['application/json', 'text/vnd.graphviz', 'text/vnd.mermaid']);
  });

  it('resolves each reference in it', () => {
    const text = JSON.stringify(described);
    for (const [, reference = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = reference
        .split('/')
        .reduce<unknown>((place, part) => (place as Readonly<Record<string, unknown>> | undefined)?.[part], described);
      expect([reference, found]).toEqual([reference, expect.anything()]);
    }
  });

  it('is a page to try it at /docs, for a browser that sends the token as the password of Basic', async () => {
    const headers = { authorization: `Basic ${btoa(`me:${rest.token}`)}` };
    const page = await fetch(`${rest.url}/docs`, { headers });
    expect(page.status).toBe(200);
    const html = await page.text();
    const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, path = '']) => new URL(path, `${rest.url}/docs`).pathname,
    );
    expect(parts.length).toBeGreaterThan(3);
    for (const path of [...new Set(parts), '/v1/openapi.json']) {
      expect([path, (await fetch(`${rest.url}${path}`, { headers })).status]).toEqual([path, 200]);
      expect([path, (await fetch(`${rest.url}${path}`)).status]).toEqual([path, 401]);
    }
    expect((await fetch(`${rest.url}/docs`)).headers.get('www-authenticate')).toMatch(/^Basic /);
    expect((await fetch(`${rest.url}/v1/jobs`, { headers })).status).toBe(401);
  });
});
