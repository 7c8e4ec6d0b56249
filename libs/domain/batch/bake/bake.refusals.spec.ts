import { describe, expect, it } from 'vitest';
import { type BakeRequest, bakedBuilds } from './bake.js';

/** A bake file of the one target `default`. */
function one(attributes: Readonly<Record<string, unknown>>) {
  return { target: { default: attributes } };
}

describe('a bake file that cannot be used', () => {
  it.each<[string, RegExp, BakeRequest['definition'], Omit<BakeRequest, 'definition'>?]>([
    ['bake-unsupported', /HCL.*docker buildx bake --print/, '# mine\ntarget "default" {}'],
    ['bake-unsupported', /HCL/, 'variable "TAG" { default = "x" }'],
    ['bake-unsupported', /functions/, { function: {} }],
    ['bake-unsupported', /several platforms/, one({ platforms: ['linux/amd64', 'linux/arm64'] })],
    ['bake-unsupported', /"secret"/, one({ secret: ['id=x,src=y'] })],
    ['bake-unsupported', /"ssh"/, one({ ssh: ['default'] })],
    ['bake-unsupported', /named context "src" of files/, one({ contexts: { src: '../src' } })],
    ['bake-unsupported', /output "local"/, one({ output: ['out'] })],
    ['bake-unsupported', /output "docker" with a destination/, one({ output: ['type=docker,dest=x.tar'] })],
    ['bake-unsupported', /\$\{upper\(x\)\}.*--print/, one({ tags: ['${upper(x)}'] })],
    ['bake-unsupported', /%\{/, one({ tags: ['%{ if true }x'] })],
    ['bake-unsupported', /\$\{x/, one({ tags: ['a${x'] })],
    ['bake-unsupported', /from stdin/, one({ context: '-' })],
    ['bake-unsupported', /calls "check"/, one({ call: 'check' })],
    [
      'bake-unsupported',
      /list or an object/,
      { variable: { X: { default: [] } }, ...one({}) },
      { variables: { X: 'y' } },
    ],
    ['bake-invalid', /no object of JSON/, 'services:\n  web: {}'],
    ['bake-invalid', /no object of JSON/, '[]'],
    ['bake-invalid', /unknown part "targets".*"target"/, { targets: {} }],
    ['bake-invalid', /unknown attribute "dockerfil".*"dockerfile"/, one({ dockerfil: 'x' })],
    ['bake-invalid', /target\.default\.tags is of the wrong form/, one({ tags: 'x' })],
    ['bake-invalid', /target\.default\.tags\.0: an image name/, one({ tags: ['Not A Tag'] })],
    [
      'bake-invalid',
      /"VERSON".*Did you mean "VERSION"/,
      { variable: { VERSION: {} }, ...one({ tags: ['x:${VERSON}'] }) },
      { variables: { VERSON: '1' } },
    ],
    ['bake-invalid', /names the variable "X"/, one({ tags: ['x:${X}'] })],
    ['bake-invalid', /A → B → A/, { variable: { A: { default: '${B}' }, B: { default: '${A}' } } }],
    [
      'bake-invalid',
      /true or false/,
      { variable: { X: { default: true } }, ...one({}) },
      { variables: { X: 'maybe' } },
    ],
    [
      'bake-invalid',
      /inherit from each other: default → a → default/,
      { target: { default: { inherits: ['a'] }, a: { inherits: ['default'] } } },
    ],
    [
      'bake-invalid',
      /groups have each other: default → a → default/,
      { group: { default: { targets: ['a'] }, a: { targets: ['default'] } } },
    ],
    ['bake-invalid', /two targets are named "x"/, { target: { a: { name: 'x', matrix: { i: [1, 2] } } } }],
    ['bake-invalid', /no name/, one({ matrix: { i: [1] } })],
    [
      'bake-invalid',
      /more than 5000 targets/,
      one({ name: 'x', matrix: { i: Array(101).fill(1), j: Array(100).fill(1) } }),
    ],
    ['bake-invalid', /outside of the shared context/, one({ context: '../elsewhere' })],
    ['bake-invalid', /outside of the shared context/, one({ dockerfile: '/etc/Dockerfile' })],
    ['bake-invalid', /nested too deep/, one({ args: deep(50) })],
    ['bake-invalid', /longer than 200000/, laughs()],
    ['bake-target-unknown', /"wbe"\. Did you mean "web"/, { target: { web: {} } }, { targets: ['wbe'] }],
    ['bake-target-unknown', /"default"\. There are: api, web\./, { target: { api: {}, web: {} } }],
    ['bake-target-unknown', /"bse"/, one({ contexts: { x: 'target:bse' } })],
    ['bake-target-unknown', /"bse"/, one({ inherits: ['bse'] })],
  ])('is refused as %s: %s', (code, message, definition, rest = {}) => {
    expect(() => bakedBuilds({ definition, ...rest })).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

function deep(depth: number): unknown {
  return depth === 0 ? 'x' : { a: deep(depth - 1) };
}

/** Variables each of which has the one before ten times. */
function laughs(): BakeRequest['definition'] {
  const variable = Object.fromEntries(
    Array.from({ length: 12 }, (_, at) => [`V${at}`, { default: at === 0 ? 'ha' : `\${V${at - 1}}`.repeat(10) }]),
  );
  return { variable, ...one({}) };
}
