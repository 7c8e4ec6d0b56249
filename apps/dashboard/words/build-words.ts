import type { BuildWords } from './build-wording.js';
import { buildWords as en } from './en/builds.js';
import { useLanguage } from './words.js';
import { buildWords as zh } from './zh/builds.js';

const all: Readonly<Record<'en' | 'zh', BuildWords>> = { en, zh };

/** The words of the pages of builds: they come with those pages, and not with the first one. */
export function useBuildWords(): BuildWords {
  return all[useLanguage().language];
}
