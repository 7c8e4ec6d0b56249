import type { CallPath } from '#domain';
import type { PathName, Route } from './route.js';
import { routes } from './routes.js';

/** A route, and what the path names. */
export interface Match {
  readonly route: Route;
  readonly path: CallPath;
}

const compiled = (routes as readonly Route[]).map((route) => ({ route, pattern: patternOf(route.path) }));

/** The route of a request; `wrong-method` when the path has only others. */
export function findRoute(
  method: string,
  path: string,
  query: ReadonlyMap<string, unknown>,
): Match | 'wrong-method' | undefined {
  const found = compiled.flatMap(({ route, pattern }) => {
    const names = pattern.exec(path);
    return names ? [{ route, path: { ...names.groups } as { readonly [Name in PathName]?: string } }] : [];
  });
  const match = found.find(
    ({ route }) => route.method === method && (route.having === undefined || query.has(route.having)),
  );
  return match ?? (found.length > 0 ? 'wrong-method' : undefined);
}

/** An image's name may have slashes; nothing else has. */
function patternOf(path: string): RegExp {
  const source = path
    .replaceAll(/[.]/g, '\\.')
    .replaceAll(
      /\{(\w+)\}/g,
      (_, name: string) => `(?<${name}>${name === 'image' || name === 'plugin' ? '.+' : '[^/]+'})`,
    );
  return new RegExp(`^${source}$`);
}
