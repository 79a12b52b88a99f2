export type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const SCALAR = /-?\d[\d.eE+-]{0,30}|true|false|null/y;

function scalarAt(text: string, at: number): string | undefined {
  SCALAR.lastIndex = at;
  return SCALAR.exec(text)?.[0];
}

/** Index of the quote that closes the string whose opening quote stands at `at`; -1 if none does. */
export function closingQuoteAt(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x22) return i;
  }
  return -1;
}

/** The string literal at `at`, quotes included. */
function stringAt(text: string, at: number): string | undefined {
  const close = text.charCodeAt(at) === 0x22 ? closingQuoteAt(text, at) : -1;
  return close < 0 ? undefined : text.slice(at, close + 1);
}

function skipSpace(text: string, at: number): number {
  let i = at;
  while (text.charCodeAt(i) <= 0x20) i++;
  return i;
}

function parseString(literal: string): string | undefined {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Text of a string literal that is cut off: a half escape at its end is dropped. */
function parseCutString(text: string, at: number): string | undefined {
  return parseString(`${text.slice(at).replace(/\\(?:u[0-9a-fA-F]{0,3})?$/, '')}"`);
}

/**
 * The pairs of a flat object up to where the text is cut or damaged: strings, numbers and booleans.
 * For lines that were longer than the limit.
 */
function salvage(text: string): JsonObject | undefined {
  const pairs: Record<string, unknown> = {};
  let count = 0;
  let i = skipSpace(text, 1);
  while (i < text.length) {
    const keyLiteral = stringAt(text, i);
    const key = keyLiteral === undefined ? undefined : parseString(keyLiteral);
    if (keyLiteral === undefined || key === undefined) break;
    i = skipSpace(text, i + keyLiteral.length);
    if (text.charCodeAt(i) !== 0x3a) break;
    i = skipSpace(text, i + 1);
    const literal = text.charCodeAt(i) === 0x22 ? stringAt(text, i) : scalarAt(text, i);
    if (literal === undefined) {
      const cut = text.charCodeAt(i) === 0x22 ? parseCutString(text, i) : undefined;
      if (cut !== undefined && key !== '__proto__') pairs[key] = cut;
      if (cut !== undefined) count++;
      break;
    }
    if (key !== '__proto__')
      pairs[key] = literal.startsWith('"') ? parseString(literal) : JSON.parse(safeScalar(literal));
    count++;
    i = skipSpace(text, i + literal.length);
    if (text.charCodeAt(i) !== 0x2c) break;
    i = skipSpace(text, i + 1);
  }
  return count > 0 ? pairs : undefined;
}

function safeScalar(literal: string): string {
  return /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(literal) ? literal : 'null';
}

interface JsonLine {
  readonly object: JsonObject;
  /** The text was cut or damaged; the object holds what came before. */
  readonly damaged: boolean;
}

/** Parses a line that holds one JSON object; undefined if it is none. Never throws. */
export function parseJsonLine(text: string): JsonLine | undefined {
  if (text.charCodeAt(0) !== 0x7b) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? { object: value, damaged: false } : undefined;
  } catch {
    const object = salvage(text);
    return object === undefined ? undefined : { object, damaged: true };
  }
}
