import { useLanguage } from '../words.js';
import { live as en, type LiveWords } from './en.js';
import { live as zh } from './zh.js';

/** The words of what is live, in the language of the page. */
export function useLiveWords(): LiveWords {
  return useLanguage().language === 'zh' ? zh : en;
}
