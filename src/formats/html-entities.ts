const ENTITIES: Readonly<Record<string, string>> = {
  '&gt;': '>',
  '&lt;': '<',
  '&quot;': '"',
  '&#34;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&apos;': "'",
  '&amp;': '&',
  '&nbsp;': ' ',
};
const ENTITY = /&(?:gt|lt|quot|apos|amp|nbsp|#34|#39|#x27);/g;

/** Undoes the entities that ticket systems put into pasted logs; the same string if it has none. */
export function decodeEntities(text: string): string {
  return text.includes('&') ? text.replace(ENTITY, (entity) => ENTITIES[entity] ?? entity) : text;
}
