import { describe, expect, it } from 'vitest';
import { readQuery } from './read-query.js';
import type { Route } from './route.js';
import { routes } from './routes.js';

const routeOf = (call: string) => routes.find((route) => route.call === call) as Route;
const read = (call: string, text: string) => {
  const query = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) query.set(name, [...(query.get(name) ?? []), value]);
  return readQuery(routeOf(call), query);
};

describe('the query of a request', () => {
  it('has each parameter in its form', () =>
    expect(read('ContainerList', 'all=Yes&limit=3&filters={ "label": ["a"] }')).toEqual({
      all: '1',
      limit: '3',
      filters: '{"label":["a"]}',
    }));

  it('may repeat what is a list, and nothing else', () => {
    expect(read('ImageBuild', 't=a&t=b')).toEqual({ t: ['a', 'b'] });
    expect(() => read('ContainerKill', 'signal=USR1&signal=KILL')).toThrow('it stands more than once');
  });

  it('loses what some clients send and no engine reads', () => {
    expect(read('ContainerList', 'trunc_cmd=1&all=1')).toEqual({ all: '1' });
    expect(read('ContainerCreate', 'name=web&Image=busybox&HostConfig={"Privileged":true}')).toEqual({ name: 'web' });
  });

  it.each([
    ['ContainerList', 'All=1'],
    ['ContainerCreate', 'hostconfig={}'],
    ['ContainerStart', 'checkpoint-dir=/'],
    ['SecretCreate', 'Name=x'],
    ['ContainerList', '__proto__=x'],
  ])('of %s is refused with the unknown parameter %s', (call, text) =>
    expect(() => read(call, text)).toThrow('there is no such parameter here'),
  );
});
