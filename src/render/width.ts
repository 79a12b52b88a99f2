/**
 * Columns of text on a terminal. Texts are expected to be sanitized: control characters count as nothing here.
 */

const ASCII_ONLY = /^[\x20-\x7e]*$/;
/** Combining marks and format characters take no column of their own. */
const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cc}\p{Cf}]$/u;
/**
 * Two columns: East Asian Wide and Fullwidth (UAX #11), by blocks rather than by character, and emoji that are
 * shown as pictures. Where in doubt a character counts as wide, so that no line gets too long.
 */
const WIDE =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f1e6}-\u{1f64f}\u{1f680}-\u{1faff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u;

/** Columns of one character (code point): 0, 1 or 2. */
function characterWidth(character: string): 0 | 1 | 2 {
  if (character >= ' ' && character <= '~') return 1;
  if (ZERO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Columns of a text; CJK and emoji count two, combining marks none. */
export function displayWidth(text: string): number {
  if (ASCII_ONLY.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The longest beginning of `text` that fits into `width` columns. */
export function takeWidth(text: string, width: number): string {
  if (ASCII_ONLY.test(text)) return text.slice(0, Math.max(0, width));
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += characterWidth(character);
    if (used > width) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** The longest end of `text` that fits into `width` columns. */
function takeWidthFromEnd(text: string, width: number): string {
  const characters = Array.from(text);
  let used = 0;
  let from = characters.length;
  while (from > 0) {
    used += characterWidth(characters[from - 1] ?? '');
    if (used > width) break;
    from -= 1;
  }
  // A combining mark without its base would join whatever stands before it.
  while (from < characters.length && characterWidth(characters[from] ?? 'x') === 0) from += 1;
  return characters.slice(from).join('');
}

/** Cuts a text to `width` columns and marks the cut. */
export function truncate(text: string, width: number, ellipsis: string): string {
  if (displayWidth(text) <= width) return text;
  const room = width - displayWidth(ellipsis);
  return room < 0 ? takeWidth(ellipsis, width) : takeWidth(text, room).trimEnd() + ellipsis;
}

/** Cuts a text at its beginning: the end of a path tells more. */
export function truncateStart(text: string, width: number, ellipsis: string): string {
  if (displayWidth(text) <= width) return text;
  const room = width - displayWidth(ellipsis);
  return room < 0 ? takeWidth(ellipsis, width) : ellipsis + takeWidthFromEnd(text, room);
}

/** Fills a text with spaces up to `width` columns; longer ones stay. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** Chinese, Japanese and Korean letters may be broken between any two, but for marks that belong to the letter beside them. */
const CJK = /[\u2e80-\u303e\u3041-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]/;
const CLOSING = /^[，。、；：！？）】》」』”’…]$/;
const OPENING = /^[（【《「『“‘]$/;

/** Parts of a word that stay whole on a line: all of it, or between letters of CJK texts one each, with the marks around it. */
function unbreakable(word: string): readonly string[] {
  if (!CJK.test(word)) return [word];
  const parts: string[] = [];
  let isOpen = false;
  let last = '';
  for (const character of word) {
    const isApart = CJK.test(character) || CJK.test(last);
    if (parts.length > 0 && (isOpen || !isApart || CLOSING.test(character)))
      parts.push((parts.pop() ?? '') + character);
    else parts.push(character);
    isOpen = OPENING.test(character);
    last = character;
  }
  return parts;
}

/** Breaks a text at spaces, and between CJK letters, into lines of at most `width` columns; longer words are broken where they must be. */
export function wrap(text: string, width: number): string[] {
  const limit = Math.max(2, width);
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const add = (part: string, space: string): void => {
    let rest = part;
    let restWidth = displayWidth(rest);
    if (used > 0 && used + space.length + restWidth <= limit) {
      line += space + rest;
      used += space.length + restWidth;
      return;
    }
    if (used > 0) lines.push(line);
    while (restWidth > limit) {
      const head = takeWidth(rest, limit);
      lines.push(head);
      rest = rest.slice(head.length);
      restWidth = displayWidth(rest);
    }
    line = rest;
    used = restWidth;
  };
  for (const word of text.split(' ')) {
    if (word !== '') for (const [index, part] of unbreakable(word).entries()) add(part, index === 0 ? ' ' : '');
  }
  if (used > 0 || lines.length === 0) lines.push(line);
  return lines;
}
