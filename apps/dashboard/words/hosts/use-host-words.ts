import { useLanguage } from '../words.js';
import { hosts as en, type HostWords } from './en.js';
import { hosts as zh } from './zh.js';

/** The words of hosts, in the language of the page. */
export function useHostWords(): HostWords {
  return useLanguage().language === 'zh' ? zh : en;
}
