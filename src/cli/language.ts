import type { Language } from '../index.js';
import { useAscii } from './terminal.js';

/** The language that is asked for, else that of the locale: Chinese for `zh_CN`, where the terminal can show it, else English. */
export function chooseLanguage(option: Language | undefined): Language {
  if (option !== undefined) return option;
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  const locale = LC_ALL || LC_MESSAGES || LANG || '';
  return /^zh[_-]CN\b/i.test(locale) && !useAscii() ? 'zh-CN' : 'en';
}
