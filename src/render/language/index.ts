import type { Language } from '../../core/language.js';
import { CHINESE } from './chinese.js';
import { ENGLISH, type Words } from './english.js';

/** The fixed words of the terminal report by language. */
export const WORDS: Readonly<Record<Language, Words>> = { en: ENGLISH, 'zh-CN': CHINESE };

export { ENGLISH, type Words } from './english.js';
