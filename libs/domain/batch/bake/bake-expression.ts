import type { z } from 'zod';
import { didYouMean } from '../nearest-name.js';
import { bakeInvalid, bakeUnsupported, printRemedy } from './bake-errors.js';

/** Any value of JSON. */
export type BakeValue = z.core.util.JSONType;

/** The variables that an expression may name; undefined where there is none of the name. */
export type Scope = (name: string) => BakeValue | undefined;

/** What a text may grow to: variables that name variables could make it as long as they like. */
const longest = 200_000;
const deepest = 20;

const template = /\$\$\{|%%\{|%\{|\$\{([^}]*)\}?/g;
const variable = /^\s*([A-Za-z_][\w-]*)((?:\.[A-Za-z_][\w-]*)*)\s*$/;

/**
 * Puts values in the place of `${name}` and `${name.attribute}` in all texts of a value, as HCL's templates do: a text that is nothing but
 * one such expression becomes the value itself, also a list. `$${` stands for `${`. Functions, operators and `%{…}` are refused.
 * @param where it stands, to be told
 */
export function evaluated(value: BakeValue, scope: Scope, where: string, depth = 0): BakeValue {
  if (depth > deepest) throw bakeInvalid('it is nested too deep.');
  if (typeof value === 'string') return evaluatedText(value, scope, where);
  if (Array.isArray(value)) return value.map((item, index) => evaluated(item, scope, `${where}[${index}]`, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      textOf(evaluatedText(key, scope, where), where),
      evaluated(item, scope, `${where}.${key}`, depth + 1),
    ]),
  );
}

function evaluatedText(text: string, scope: Scope, where: string): BakeValue {
  const whole = /^\$\{([^}]*)\}$/.exec(text);
  if (whole) return valueOf(whole[1] ?? '', scope, where);
  const result = text.replaceAll(template, (found: string, expression: string | undefined) => {
    if (found === '$${' || found === '%%{') return found.slice(1);
    if (expression === undefined || !found.endsWith('}')) throw refusal(found, where);
    return textOf(valueOf(expression, scope, where), where);
  });
  if (result.length > longest) throw bakeInvalid(`${where} becomes longer than ${longest} characters.`);
  return result;
}

function valueOf(expression: string, scope: Scope, where: string): BakeValue {
  const [, name, attributes = ''] = variable.exec(expression) ?? [];
  if (name === undefined) throw refusal(`\${${expression}}`, where);
  let value = scope(name);
  for (const attribute of attributes.split('.').slice(1)) {
    value = typeof value === 'object' && value !== null && !Array.isArray(value) ? value[attribute] : undefined;
  }
  if (value === undefined)
    throw bakeInvalid(`${where} names the variable "${name}${attributes}", and there is none; give it in "variable".`);
  return value;
}

/** As HCL writes values into a text. */
function textOf(value: BakeValue, where: string): string {
  if (typeof value === 'object')
    throw bakeInvalid(`${where} puts ${value === null ? 'null' : 'a list or an object'} into a text.`);
  return String(value);
}

function refusal(expression: string, where: string) {
  return bakeUnsupported(
    `${where} has the expression ${expression.slice(0, 100)}, and of expressions only variables are known here. ${printRemedy}`,
  );
}

/** The message's end for a name that is not among these. */
export function namesText(name: string, known: Iterable<string>): string {
  const names = [...known];
  return (
    didYouMean(name, names) ||
    (names.length > 0 ? ` There are: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}.` : '')
  );
}
