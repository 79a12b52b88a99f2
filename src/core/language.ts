/** Languages in which findings are told, as BCP 47 tags. */
export const LANGUAGES = ['en', 'zh-CN'] as const;
/** A language of `LANGUAGES`. */
export type Language = (typeof LANGUAGES)[number];

/** The texts of a signature in another language than its own; `remedy` has one entry for each step. */
export interface Translation {
  readonly title: string;
  readonly summary: string;
  readonly cause: string;
  readonly impact?: string;
  readonly prevent?: string;
  readonly remedy: readonly { readonly text: string; readonly risk?: string }[];
  readonly confirm?: readonly string[];
}
