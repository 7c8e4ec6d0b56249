import type { Wording } from '../en.js';
import { useLanguage } from '../words.js';
import { live as en } from './en.js';
import { live as zh } from './zh.js';

export type LiveWords = Wording<typeof en>;

/** The words of what is live, in the language of the page. */
export function useLiveWords(): LiveWords {
  return useLanguage().language === 'zh' ? zh : en;
}
