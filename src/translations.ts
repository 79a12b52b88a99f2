import { DocklogError } from './core/docklog-error.js';
import { LANGUAGES, type Language, type Translation } from './core/language.js';
import type { RawSignature } from './patterns/raw-signature.js';

/** Translations by signature id. */
export type Translations = ReadonlyMap<string, Translation>;

/**
 * The texts of the built-in signatures in a language, and those of `own` ones, which replace them; undefined for English, in which all are written.
 * What has no translation is not in the map. Throws DocklogError `bad-option` for an unknown language.
 */
export async function loadTranslations(
  language: Language = 'en',
  own: readonly RawSignature[] = [],
): Promise<Translations | undefined> {
  if (!LANGUAGES.includes(language))
    throw new DocklogError(
      'bad-option',
      `unknown language ${JSON.stringify(language)}; known: ${LANGUAGES.join(', ')}`,
    );
  if (language === 'en') return undefined;
  // Loaded for those who ask: it is as large as all other texts.
  const { TRANSLATIONS } = await import('./generated/builtin-zh-cn.js');
  const builtin = JSON.parse(TRANSLATIONS) as Readonly<Record<string, Translation>>;
  const all = new Map(Object.entries(builtin));
  for (const { id, translations } of own) {
    const translation = translations?.[language];
    if (translation === undefined) all.delete(id);
    else all.set(id, translation);
  }
  return all;
}

/** A signature with its texts in another language, as far as there are. */
export function translateSignature(signature: RawSignature, translations: Translations | undefined): RawSignature {
  const translation = translations?.get(signature.id);
  if (translation === undefined) return signature;
  return {
    ...signature,
    ...translation,
    remedy: signature.remedy.map((step, index) => ({ ...step, ...translation.remedy[index] })),
  };
}
