const NAMED: Readonly<Record<string, string>> = {
  '&gt;': '>',
  '&lt;': '<',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
  '&nbsp;': ' ',
};
const ENTITY = /&(?:gt|lt|quot|apos|amp|nbsp|#\d{2,5}|#x[0-9a-fA-F]{2,4});/g;
/** What the words of a log seldom hold unless they were escaped as a whole; `&amp;` alone may be part of a URL. */
const TELLING = /&(?:gt|lt|quot|apos|#(?:0?3[49]|6[02]|x2[27]|x3[ce]));/i;

function replaceEntity(entity: string): string {
  const named = NAMED[entity];
  if (named !== undefined) return named;
  const isHex = entity.charCodeAt(2) === 0x78;
  const code = Number.parseInt(entity.slice(isHex ? 3 : 2, -1), isHex ? 16 : 10);
  // Control characters and surrogates are no text.
  return code >= 0x20 && (code < 0x7f || code > 0x9f) && (code < 0xd800 || (code > 0xdfff && code <= 0xffff))
    ? String.fromCharCode(code)
    : entity;
}

/** Undoes the entities that ticket systems put into pasted logs; the same string if it has none. */
export function decodeEntities(text: string): string {
  return text.includes('&') ? text.replace(ENTITY, replaceEntity) : text;
}

/** Whether a line was escaped as a whole: it has entities and, behind the marks of a quotation, nothing that they stand for. */
export function isEscaped(text: string): boolean {
  if (!text.includes('&') || !TELLING.test(text)) return false;
  if (text.includes('"') || text.includes('<')) return false;
  return /^[> ]*$/.test(text.slice(0, text.lastIndexOf('>') + 1));
}
