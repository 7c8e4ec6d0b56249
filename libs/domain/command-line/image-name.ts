import type { CallArgs } from '../engine-api/call-args.js';
import { familiarReference } from '../graph/image-reference.js';
import { textOf } from './call.js';

/** The name of an image in a query, as people write it: `repo` with its `tag`, which may be a digest. */
export function nameOf(query: CallArgs['query'], repo = textOf(query, 'repo')): string {
  const tag = textOf(query, 'tag');
  if (repo === '') return '';
  return familiarReference(tag === '' ? repo : `${repo}${tag.includes(':') ? '@' : ':'}${tag}`);
}
