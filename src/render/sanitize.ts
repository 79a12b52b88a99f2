/**
 * Log text is hostile: it may hold escape sequences that repaint a terminal, bidirectional overrides that reorder a
 * line, markup, and mentions. One function a target; every renderer passes every text of the document through one.
 * All of them are linear in the length of the text.
 */

/** Characters that a terminal obeys instead of showing, or that show nothing: control, format, line separators, fillers. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0]/u;
const INVISIBLE_ALL = new RegExp(INVISIBLE.source, 'gu');
/** The same but for newlines, for JSON of many lines. */
const INVISIBLE_IN_LINES = new RegExp(`(?!\\n)${INVISIBLE.source}`, 'gu');
/** Such text holds nothing of the kind: told several times faster than by the properties of each character. */
const PLAIN = /^[\n -~]*$/;
const ESC = 0x1b;

/**
 * The end (exclusive) of the escape sequence that starts at `start` (an ESC), or `start` if it is not a whole one.
 * Control sequences (`ESC [ … letter`), strings (`ESC ] … BEL`, `ESC P … ESC \`) and two- or three-byte escapes
 * as in ECMA-48. `lastEnd` is the place of the text's last string terminator, so that open strings cost nothing.
 */
function endOfEscape(text: string, start: number, lastEnd: number): number {
  const kind = text.charAt(start + 1);
  if (kind === '[') {
    let at = start + 2;
    // Parameter and intermediate bytes; a real sequence has a few, so a longer run is not one.
    while (at - start < 64 && text.charCodeAt(at) >= 0x20 && text.charCodeAt(at) <= 0x3f) at += 1;
    const final = text.charCodeAt(at);
    return final >= 0x40 && final <= 0x7e ? at + 1 : start;
  }
  if (kind !== '' && ']PX^_'.includes(kind)) {
    if (lastEnd <= start) return start;
    for (let at = start + 2; at <= lastEnd; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 0x07) return at + 1;
      if (code === ESC && text.charAt(at + 1) === '\\') return at + 2;
    }
    return start;
  }
  const code = text.charCodeAt(start + 1);
  if (code >= 0x20 && code <= 0x2f) {
    const final = text.charCodeAt(start + 2);
    return final >= 0x30 && final <= 0x7e ? start + 3 : start;
  }
  return code >= 0x30 && code <= 0x7e ? start + 2 : start;
}

/** Removes whole escape sequences (colours, titles, links); what only looks like one stays. */
export function stripEscapeSequences(text: string): string {
  let escape = text.indexOf('\u001b');
  if (escape < 0) return text;
  const lastEnd = Math.max(text.lastIndexOf('\u0007'), text.lastIndexOf('\u001b\\'));
  let out = '';
  let from = 0;
  while (escape >= 0) {
    const end = endOfEscape(text, escape, lastEnd);
    if (end > escape) {
      out += text.slice(from, escape);
      from = end;
    }
    escape = text.indexOf('\u001b', Math.max(end, escape + 1));
  }
  return out + text.slice(from);
}

/** An invisible character made visible: `\x1b`, `\u202e`, `\u{e0041}`. */
function showCharacter(character: string): string {
  if (character === '\t' || character === '\n') return ' ';
  if (character === '\r') return '';
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\u{${code.toString(16)}}`;
}

/**
 * Text for one line of a terminal: escape sequences are removed, tabs and newlines become spaces, and every other
 * control, bidirectional, zero-width or unpaired character is shown as its escape.
 */
export function forTerminal(text: string): string {
  if (!INVISIBLE.test(text)) return text;
  return stripEscapeSequences(text).replace(INVISIBLE_ALL, showCharacter);
}

/** What typographic characters become where only ASCII may be shown. */
const ASCII_FORMS: Readonly<Record<string, string>> = {
  '…': '...',
  '–': '-',
  '—': '-',
  '−': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '±': '+/-',
  '×': 'x',
  '→': '->',
  '≥': '>=',
  '≤': '<=',
  µ: 'u',
  '•': '*',
  '·': '.',
  '\u00a0': ' ',
};

/** The same in ASCII: typographic characters are transliterated, others escaped. */
export function forAsciiTerminal(text: string): string {
  return forTerminal(text).replace(/[^\x20-\x7e]/gu, (character) => ASCII_FORMS[character] ?? showCharacter(character));
}

/**
 * Markdown text (GitHub's flavour), one line, shown literally: markup, HTML, table pipes, mentions and issue
 * references lose their meaning.
 */
export function forMarkdown(text: string): string {
  return (
    forTerminal(text)
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[\\`*_[\]|~$]/g, '\\$&')
      // What would start a list, a heading or a rule; a colon after a scheme would make a link.
      .replace(/^(\s{0,8})([-+#=])/, '$1\\$2')
      .replace(/^(\s{0,8}\d{1,9})([.)])/, '$1\\$2')
      // Behind the zero-width space GitHub sees no name to notify and no issue to link.
      .replace(/@|#(?=\d)/g, '$&&#8203;')
      .replace(/:\/\//g, '&#58;//')
      .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}&#46;`)
  );
}

function longestBacktickRun(text: string): number {
  let longest = 0;
  for (const run of text.matchAll(/`+/g)) longest = Math.max(longest, run[0].length);
  return longest;
}

/** Inline code for Markdown; safe for any text. In a table, pipes need a backslash even here (and only there). */
export function markdownCode(text: string, place: 'text' | 'table' = 'text'): string {
  const shown = forTerminal(text).trim();
  if (shown === '') return '';
  const ticks = '`'.repeat(longestBacktickRun(shown) + 1);
  const space = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  const code = place === 'table' ? shown.replace(/\|/g, '\\|') : shown;
  return `${ticks}${space}${code}${space}${ticks}`;
}

/** A fenced code block for Markdown; the fence is longer than any run of backticks in the lines. */
export function markdownFence(lines: readonly string[], language: string): string {
  const shown = lines.map(forTerminal);
  const ticks = '`'.repeat(Math.max(3, longestBacktickRun(shown.join('\n')) + 1));
  return [`${ticks}${language}`, ...shown, ticks].join('\n');
}

const HTML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Text for HTML, in elements and in quoted attributes. */
export function forHtml(text: string): string {
  return forTerminal(text).replace(/[&<>"'`]/g, (character) => HTML_ENTITIES[character] ?? '');
}

const XML_ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for XML 1.0, in elements and in attributes; characters that XML forbids are shown as their escapes. */
export function forXml(text: string): string {
  return text
    .split('\n')
    .map((line) => forTerminal(line).replace(/[\ufffe\uffff]/g, showCharacter))
    .join('\n')
    .replace(/[&<>"]/g, (character) => XML_ENTITIES[character] ?? '');
}

/**
 * JSON text in which no invisible character is left raw: JSON.stringify leaves DEL, the C1 controls and format
 * characters as they are, and those would reach a terminal. They only stand inside strings, so escaping keeps the data.
 */
export function safeJson(value: unknown, indent?: number): string {
  return escapeJson(JSON.stringify(value, null, indent));
}

/** The same for text that is JSON already, one or more lines of it. */
export function escapeJson(json: string): string {
  if (PLAIN.test(json)) return json;
  return json.replace(INVISIBLE_IN_LINES, (character) => {
    let out = '';
    for (let at = 0; at < character.length; at += 1) {
      out += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
    }
    return out;
  });
}
