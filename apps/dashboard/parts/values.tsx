import { Text } from './text.js';

/** Any value as one line of text. */
export function plainText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

interface Props {
  readonly of: Readonly<Record<string, unknown>>;
  readonly none: string;
}

/** Fields with their values: text only, whatever they hold. */
export function Values({ of: fields, none }: Props) {
  const entries = flattened(fields);
  if (entries.length === 0) return <p className="hint">{none}</p>;
  return (
    <dl className="values">
      {entries.map(([field, value]) => (
        <div key={field}>
          <dt>
            <Text>{field}</Text>
          </dt>
          <dd>
            <Text>{value}</Text>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Every field below, by its path: what is compared and shown of a configuration. */
export function flattened(
  fields: Readonly<Record<string, unknown>>,
  before = '',
): readonly (readonly [string, string])[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const path = before === '' ? name : `${before}.${name}`;
    if (value === null || value === undefined || value === '') return [];
    if (Array.isArray(value)) return value.length === 0 ? [] : [[path, value.map(plainText).join('  ')] as const];
    if (typeof value === 'object') return flattened(value as Readonly<Record<string, unknown>>, path);
    return [[path, String(value)] as const];
  });
}
