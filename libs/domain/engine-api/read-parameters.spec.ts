import { describe, expect, it } from 'vitest';
import { readParameters } from './read-parameters.js';

const refusal = (call: string, query: Readonly<Record<string, string | readonly string[]>>) => {
  try {
    return { read: readParameters(call, query) };
  } catch (error) {
    const { code, message } = error as { readonly code: string; readonly message: string };
    return { code, message };
  }
};

describe('the query of a request', () => {
  it('is taken as it is where its form tells all', () => {
    const query = { all: '1', filters: '{"label":["a"]}' };
    expect(readParameters('ContainerList', query)).toEqual(query);
  });

  it('has its JSON written anew', () => {
    const query = { buildargs: ' {"A": "1", "B": null}', labels: '{ "a": "b" }', t: ['x:1'] };
    expect(readParameters('ImageBuild', query)).toEqual({
      buildargs: '{"A":"1","B":null}',
      labels: '{"a":"b"}',
      t: ['x:1'],
    });
  });

  it('loses what is nothing', () =>
    expect(readParameters('ImageBuild', { labels: 'null', buildargs: '' })).toEqual({}));

  it.each([
    ['ImageBuild', { ulimits: '[{"name":"rtprio"}]' }, 'field-unknown', /ulimits\[0\]\.name.*write "Name"/],
    ['ImageBuild', { buildargs: '{"A":1}' }, 'args-invalid', /^buildargs\.A: /],
    ['ImageBuild', { buildargs: '{' }, 'args-invalid', /^buildargs: it is not JSON\.$/],
    ['ImageBuild', { networkmode: ['host', 'none'] }, 'args-invalid', /^networkmode: /],
    ['ImageBuild', { labels: '{"io.Longshore.job":"x"}' }, 'args-invalid', /^labels: .*io\.longshore\./],
    ['ImageCommit', { changes: ['CMD x', 'LABEL io.longshore.job=x'] }, 'args-invalid', /^changes: .*io\.longshore\./],
    ['ImageCreate', { changes: 'label "IO.Longshore.job"=x' }, 'args-invalid', /^changes: /],
    ['ImageCreate', { changes: 'LABEL io.long\\shore.job=x' }, 'args-invalid', /^changes: /],
    ['ImageCreate', { changes: ['LABEL a=b io.long\\', 'shore.job=x'] }, 'args-invalid', /^changes: /],
    ['ImageCreate', { changes: 'CMD x\nLABEL io.longshore.job=x' }, 'args-invalid', /^changes: /],
    ['ImageCreate', { changes: ['ENV A=io.longshore.job', 'LABEL $A=x'] }, 'args-invalid', /^changes: /],
    ['ImageCreate', { changes: 'ONBUILD LABEL io.longshore.job=x' }, 'args-invalid', /^changes: /],
    ['ImageCreate', { changes: ['LABEL \\', 'io.longshore.job=x'] }, 'args-invalid', /^changes: /],
  ])('of %s is refused with %j', (call, query, code, message) =>
    expect(refusal(call, query as never)).toEqual({ code, message: expect.stringMatching(message) }),
  );

  it('may change an image, with labels of the client', () => {
    const query = { changes: ['CMD ["sh"]', 'LABEL team=a', 'ENV A=1'] };
    expect(readParameters('ImageCommit', query)).toEqual(query);
  });
});
