import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { remembered, remember } from '../parts/remembered.js';
import { en, type Words } from './en.js';

/** The languages of the page, each by its own name. */
export const languages = { en: 'English', zh: '中文' } as const;
export type Language = keyof typeof languages;

interface Spoken {
  readonly language: Language;
  readonly words: Words;
  readonly speak: (language: Language) => void;
}

const Spoken = createContext<Spoken>({ language: 'en', words: en, speak: () => undefined });

/** All words of the page, in the language that was chosen, or that the browser asks for. */
export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const [words, setWords] = useState<Words | undefined>(language === 'en' ? en : undefined);
  useEffect(() => {
    let isWanted = true;
    void wordsIn(language).then((found) => {
      if (!isWanted) return;
      document.documentElement.lang = language === 'zh' ? 'zh-CN' : language;
      setWords(found);
    });
    return () => void (isWanted = false);
  }, [language]);
  const speak = (chosen: Language) => {
    remember('language', chosen);
    setLanguage(chosen);
  };
  return words && <Spoken value={{ language, words, speak }}>{children}</Spoken>;
}

export function useWords(): Words {
  return useContext(Spoken).words;
}

export function useLanguage(): Pick<Spoken, 'language' | 'speak'> {
  return useContext(Spoken);
}

function firstLanguage(): Language {
  const chosen = remembered('language') ?? navigator.language.slice(0, 2);
  return chosen === 'zh' ? 'zh' : 'en';
}

async function wordsIn(language: Language): Promise<Words> {
  return language === 'zh' ? (await import('./zh.js')).zh : en;
}
