import type { Wording } from '../en.js';
import { useLanguage } from '../words.js';
import { hosts as en } from './en.js';
import { hosts as zh } from './zh.js';

export type HostWords = Wording<typeof en>;

/** The words of hosts, in the language of the page. */
export function useHostWords(): HostWords {
  return useLanguage().language === 'zh' ? zh : en;
}
