import type { RawMatch, RawSignature } from './raw-signature.js';

/** What only those who read a finding need; it is kept apart from what matching needs. */
const TEXT_KEYS = [
  'title',
  'summary',
  'cause',
  'impact',
  'remedy',
  'prevent',
  'fixedIn',
  'affected',
  'references',
  'confirm',
] as const satisfies readonly (keyof RawSignature)[];

type TextKey = (typeof TEXT_KEYS)[number];

/** The texts of a signature. */
export type RawTexts = Pick<RawSignature, TextKey>;
/** What every run asks of each signature: a signature without patterns, texts and examples. */
export type RawHead = Omit<RawSignature, TextKey | 'match' | 'translations' | 'examples'>;

/** What a run asks of few signatures. */
export interface SignatureDetails {
  readonly match: () => readonly RawMatch[];
  readonly texts: () => RawTexts;
}

/** The built-in signatures as the package carries them. */
export interface PackedSignatures {
  readonly heads: readonly RawHead[];
  /** ASCII: JSON of each signature's patterns, then JSON of each one's texts, one behind the other in the order of the heads. */
  readonly details: string;
  /** Where each ends in `details`. */
  readonly matchEnds: readonly number[];
  readonly textEnds: readonly number[];
}

/** What of a pack is read at once; `detail` reads bytes from `start` to `end` of its details. */
export type OpenPack = Omit<PackedSignatures, 'details'> & { readonly detail: (start: number, end: number) => string };

/** Translations are loaded for those who ask; examples are for tests. */
const APART: readonly string[] = ['match', 'translations', 'examples'] satisfies readonly (keyof RawSignature)[];

export function packSignatures(signatures: readonly RawSignature[]): PackedSignatures {
  const isText = (key: string): boolean => (TEXT_KEYS as readonly string[]).includes(key);
  const pick = (raw: RawSignature, wanted: (key: string) => boolean): object =>
    Object.fromEntries(Object.entries(raw).filter(([key]) => wanted(key)));
  let details = '';
  const append = (value: unknown): number => (details += toAscii(JSON.stringify(value))).length;
  return {
    heads: signatures.map((raw) => pick(raw, (key) => !isText(key) && !APART.includes(key)) as RawHead),
    matchEnds: signatures.map(({ match }) => append(match ?? [])),
    textEnds: signatures.map((raw) => append(pick(raw, isText))),
    details,
  };
}

/** JSON of the signatures' translations into one language, by id. */
export function packTranslations(signatures: readonly RawSignature[], language: string): string {
  return JSON.stringify(
    Object.fromEntries(
      signatures.flatMap(({ id, translations }) => {
        const translation = translations?.[language];
        return translation === undefined ? [] : [[id, translation] as const];
      }),
    ),
  );
}

/** JSON in ASCII only: places in it are the same in bytes and in letters. */
export function toAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Details of the signature at `index`, parsed when they are first asked for. */
export function detailsOf({ detail, matchEnds, textEnds }: OpenPack, index: number): SignatureDetails {
  let match: readonly RawMatch[] | undefined;
  let texts: RawTexts | undefined;
  return {
    match: () => (match ??= JSON.parse(detail(matchEnds[index - 1] ?? 0, matchEnds[index] ?? 0)) as RawMatch[]),
    texts: () =>
      (texts ??= JSON.parse(detail(textEnds[index - 1] ?? matchEnds.at(-1) ?? 0, textEnds[index] ?? 0)) as RawTexts),
  };
}

/** All signatures as they were packed, without examples. */
export function unpackSignatures(pack: OpenPack): readonly RawSignature[] {
  return pack.heads.map((head, index) => {
    const { match, texts } = detailsOf(pack, index);
    return { ...head, ...(match().length === 0 ? {} : { match: match() }), ...texts() };
  });
}
