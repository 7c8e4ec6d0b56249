import { DomainError } from '#event-sourcing';
import { visit } from 'jsonc-parser';

/**
 * Reads JSON of which there is one reading only. An engine takes the last of two equal keys, or merges them, keeps integers that JavaScript
 * cannot, and ignores what follows; all of that is refused.
 *
 * @throws DomainError `json-invalid`
 */
export function readJson(text: string): unknown {
  const parsed = parse(text);
  assertSingleKeys(text);
  return parsed;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
      if (typeof value === 'number' && !isExact(value, context?.source ?? ''))
        throw invalid(`the number ${context?.source} cannot be kept exactly`);
      return value;
    });
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function isExact(value: number, source: string): boolean {
  return Number.isFinite(value) && (!/^-?\d+$/.test(source) || Number.isSafeInteger(value));
}

function assertSingleKeys(text: string): void {
  const objects: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => void objects.push(new Set()),
    onObjectEnd: () => void objects.pop(),
    onObjectProperty(key) {
      const keys = objects.at(-1);
      if (keys?.has(key)) throw invalid(`the key "${key.slice(0, 100)}" stands twice in one object`);
      keys?.add(key);
    },
  });
}

function invalid(problem: string): DomainError {
  return new DomainError('invalid', 'json-invalid', `The JSON cannot be read: ${problem}.`);
}
