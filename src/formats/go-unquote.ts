import { decodeUtf8 } from './bytes.js';

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

const ESCAPE = /\\(?:(?:x[0-9a-fA-F]{2})(?:\\x[0-9a-fA-F]{2})*|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)/gs;

function replaceEscape(escape: string): string {
  const kind = escape.charAt(1);
  if (kind === 'x' && escape.length >= 4) {
    const bytes: number[] = [];
    for (let i = 2; i < escape.length; i += 4) bytes.push(Number.parseInt(escape.slice(i, i + 2), 16));
    return decodeUtf8(bytes);
  }
  if ((kind === 'u' && escape.length === 6) || (kind === 'U' && escape.length === 10)) {
    const point = Number.parseInt(escape.slice(2), 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  }
  return SIMPLE[kind] ?? escape;
}

/**
 * Undoes the escapes of Go's `%q` (without its quotes): `\n`, `\"`, `\xNN` (runs of them are UTF-8), `\uNNNN`.
 * Unknown escapes stay as they are.
 */
export function unescapeGo(text: string): string {
  return text.includes('\\') ? text.replace(ESCAPE, replaceEscape) : text;
}

const HEX_RUN = /\\x[0-9a-fA-F]{2}(?:\\x[0-9a-fA-F]{2})*/g;

/** Undoes the escapes of `/dev/kmsg`: every `\xNN`, runs of them are UTF-8. */
export function unescapeHex(text: string): string {
  return text.includes('\\x') ? text.replace(HEX_RUN, replaceEscape) : text;
}

const OCTAL_RUN = /#[0-3][0-7]{2}/g;

/** Undoes rsyslog's escapes of control characters: `#011`, `#012`, `#033`, `#000`. */
export function unescapeSyslog(text: string): string {
  if (!text.includes('#')) return text;
  return text.replace(OCTAL_RUN, (escape) => {
    const code = Number.parseInt(escape.slice(1), 8);
    // Only control characters are escaped; `#123` is text.
    return code < 0x20 || code === 0x7f ? String.fromCharCode(code) : escape;
  });
}
