import { ownLabelPrefix } from '../container/labels.js';
import { labels } from './container-config.fields.js';
import { type Field, powerUnless, refersTo, string, stringMap, strings, type Value } from './fields.js';
import { securityOpt } from './host-config.fields.js';
import { networkMode } from './networking.fields.js';
import { cgroupParent, ulimits } from './resources.fields.js';

/** A query parameter: a text, a text that is JSON, or a list of texts. */
export type ParameterField = Value | { readonly json: Field } | { readonly list: Field };

const ofEngine = 'the engine itself fetches it, over the network of the host';

/** Instructions of a Dockerfile, one after another, that change what an image says of itself. */
const changes = {
  is: strings.is.refine(
    (lines) => !setsOwnLabel(lines),
    `labels that begin with ${ownLabelPrefix} are set by Longshore alone, and a LABEL takes no variables; leave them out`,
  ),
};

/** Looks through what a Dockerfile allows in a key: quotes, escapes, lines that go on, variables. */
function setsOwnLabel(lines: readonly string[]): boolean {
  const text = lines.join('\n');
  if (!/^\s*(?:onbuild\s+)*label\s/im.test(text.replaceAll(/[\\`]\s*\n\s*/g, ' '))) return false;
  const plain = text.replaceAll(/[\\`]\s*\n\s*|["'\\`]/g, '').toLowerCase();
  return plain.includes(ownLabelPrefix) || plain.includes('$');
}

const container = refersTo(string, (ref) => [{ kind: 'container', ref }]);
const fromElsewhere = (own: string, when: string) =>
  powerUnless(string, (source) => source === '' || source === own, { when, why: ofEngine });

/** The query parameters, by operation, of which the form alone does not tell enough. */
export const queryFields: Readonly<Record<string, Readonly<Record<string, ParameterField>>>> = {
  ImageBuild: {
    buildargs: { json: { mapOf: string } },
    cachefrom: { json: strings },
    cgroupparent: cgroupParent,
    labels: { json: labels },
    networkmode: networkMode,
    outputs: { json: { listOf: { object: { Attrs: stringMap, Type: string } } } },
    remote: fromElsewhere('client-session', 'any but `client-session`'),
    securityopt: { list: securityOpt },
    ulimits: { json: ulimits },
  },
  ImageCommit: { changes: { list: changes }, container },
  ImageCreate: { changes: { list: changes }, fromSrc: fromElsewhere('-', 'any but `-`') },
};
