import { bakeInvalid, bakeUnsupported } from './bake-errors.js';
import { type BakeValue, evaluated, namesText, type Scope } from './bake-expression.js';

/**
 * The variables of a bake file: as they are given from outside, or else their defaults, which may name others. What is given takes the type
 * of the default, as buildx has it with the environment; what the file does not declare is refused.
 */
export function variablesOf(
  defaults: Readonly<Record<string, BakeValue>>,
  given: Readonly<Record<string, string>>,
): Scope {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(defaults, name))
      throw bakeInvalid(`it declares no variable "${name}".${namesText(name, Object.keys(defaults))}`);
  }
  const values = new Map<string, BakeValue>();
  const open: string[] = [];
  const scope: Scope = (name) => {
    if (!Object.hasOwn(defaults, name)) return undefined;
    const known = values.get(name);
    if (known !== undefined) return known;
    if (open.includes(name)) throw bakeInvalid(`variables name each other: ${[...open, name].join(' → ')}.`);
    open.push(name);
    const value = evaluated(defaults[name] ?? null, scope, `variable.${name}`);
    open.pop();
    const text = Object.hasOwn(given, name) ? given[name] : undefined;
    const result = text === undefined ? value : typed(name, text, value);
    values.set(name, result);
    return result;
  };
  for (const name of Object.keys(defaults)) scope(name);
  return scope;
}

function typed(name: string, text: string, like: BakeValue): BakeValue {
  switch (typeof like) {
    case 'boolean':
      if (/^(?:1|true|0|false)$/i.test(text)) return /^(?:1|true)$/i.test(text);
      throw bakeInvalid(`its variable "${name}" is true or false.`);
    case 'number':
      if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
      throw bakeInvalid(`its variable "${name}" is a number.`);
    case 'object':
      if (like === null) return text;
      throw bakeUnsupported(`The variable "${name}" of the bake file is a list or an object; change it in the file.`);
    default:
      return text;
  }
}
