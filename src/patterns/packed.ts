import type { RawSignature } from './raw-signature.js';

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
/** A signature without texts and examples. */
export type RawDetection = Omit<RawSignature, TextKey | 'translations' | 'examples'>;

/** The built-in signatures as the package carries them: two files, the larger of which is only looked up. */
export interface PackedSignatures {
  /** JSON of an array of `RawDetection`. */
  readonly detections: string;
  /** JSON of `RawTexts`, one behind the other in the same order. */
  readonly texts: string;
  /** Where each ends in `texts`. */
  readonly textEnds: readonly number[];
}

/** Translations are loaded for those who ask; examples are for tests. */
const APART: readonly string[] = ['translations', 'examples'] satisfies readonly (keyof RawSignature)[];

export function packSignatures(signatures: readonly RawSignature[]): PackedSignatures {
  const isText = (key: string): boolean => (TEXT_KEYS as readonly string[]).includes(key);
  const pick = (raw: RawSignature, wanted: (key: string) => boolean): object =>
    Object.fromEntries(Object.entries(raw).filter(([key]) => wanted(key)));
  const texts = signatures.map((raw) => toAscii(JSON.stringify(pick(raw, isText))));
  const textEnds: number[] = [];
  for (const text of texts) textEnds.push((textEnds.at(-1) ?? 0) + text.length);
  return {
    detections: toAscii(
      JSON.stringify(signatures.map((raw) => pick(raw, (key) => !isText(key) && !APART.includes(key)))),
    ),
    texts: texts.join(''),
    textEnds,
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

/** JSON in ASCII only: one byte a letter in memory too, and twice as fast to load. */
function toAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function unpackDetections({ detections }: Pick<PackedSignatures, 'detections'>): readonly RawDetection[] {
  return JSON.parse(detections) as readonly RawDetection[];
}

/** Texts of the signature at `index`, parsed when they are first asked for. */
export function lazyTexts({ texts, textEnds }: Omit<PackedSignatures, 'detections'>, index: number): () => RawTexts {
  let parsed: RawTexts | undefined;
  return () => (parsed ??= JSON.parse(texts.slice(index === 0 ? 0 : textEnds[index - 1], textEnds[index])) as RawTexts);
}

/** All signatures as they were packed, without examples. */
export function unpackSignatures(packed: PackedSignatures): readonly RawSignature[] {
  return unpackDetections(packed).map((detection, index) => ({ ...detection, ...lazyTexts(packed, index)() }));
}
