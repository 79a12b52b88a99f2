import type { EntityKind } from '../core/entity.js';
import { PLACEHOLDERS } from './placeholders.js';

/** A part of a message: one that stays the same, or one that varies and the placeholder that stands for it. */
export interface MessagePiece {
  readonly text: string;
  /** Regular expression source: `{{path}}`, or a class for what has no placeholder. */
  readonly placeholder?: string;
  /** Kind of the thing it names. */
  readonly entity?: EntityKind;
}

interface Recogniser {
  readonly regex: RegExp;
  readonly placeholder: string;
  readonly entity?: EntityKind;
  /** Must match what stands before. */
  readonly after?: RegExp;
}

/** At the beginning of a word, most special first; each is bounded and ends where the word ends. */
const RECOGNISERS: readonly Recogniser[] = [
  named('containerId', { entity: 'container', needs: '(?=[0-9a-f]{0,63}\\d)', ends: '(?![0-9A-Za-z])' }),
  named('hex', { needs: '(?=0x)', ends: '(?![0-9A-Za-z])' }),
  named('unit', { entity: 'unit', ends: '(?![0-9A-Za-z])' }),
  { regex: /(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?(?![0-9A-Za-z])/y, placeholder: '{{address}}', entity: 'address' },
  { ...named('path', { entity: 'path', needs: '(?=/[A-Za-z0-9_.])', ends: '' }), after: /(?:^|[^A-Za-z0-9_.-])$/ },
  {
    regex:
      /(?:veth[0-9a-f]{4,12}|br-[0-9a-f]{12}|docker\d{1,3}|(?:eth|ens|eno|enp|cali)[0-9a-z]{1,12})(?![0-9A-Za-z])/y,
    placeholder: '{{interface}}',
    entity: 'interface',
  },
  { regex: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/y, placeholder: '[0-9a-f-]{36}' },
  named('goDuration', { ends: '(?![0-9A-Za-z])' }),
  { ...named('pid', { entity: 'pid', ends: '(?![0-9A-Za-z.])' }), after: /\b(?:pid|PID|process)[ =:]{1,2}$/ },
  { ...named('pid', { entity: 'pid', ends: '(?=\\]:)' }), after: /[a-z]\[$/ },
  named('number', { needs: '(?=\\d)', ends: '(?![0-9A-Za-z]|\\.\\d)' }),
  // Names with a digit in them: versions, devices, hosts, pods.
  { regex: /(?=[A-Za-z_.-]{0,40}\d)[A-Za-z0-9][A-Za-z0-9_.-]{0,100}[A-Za-z0-9_]/y, placeholder: '{{name}}' },
];

const WORD = /[A-Za-z0-9_]/;
const MAX_QUOTED = 200;

/**
 * Cuts a message into what stays the same and what varies: ids, addresses, paths, numbers, names with digits, quoted texts.
 * Linear in the message; the recognisers look at 300 characters at most from each beginning of a word.
 */
export function cutMessage(text: string): readonly MessagePiece[] {
  const pieces: MessagePiece[] = [];
  let constant = '';
  const close = (): void => {
    if (constant !== '') pieces.push({ text: constant });
    constant = '';
  };
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    const isBeginning = at === 0 || !WORD.test(text.charAt(at - 1)) || !WORD.test(char);
    const quoted = char === '"' ? quotedAt(text, at) : undefined;
    const piece = quoted ?? (isBeginning ? recognise(text, at) : undefined);
    if (piece === undefined) {
      constant += char;
      at++;
      continue;
    }
    if (quoted !== undefined) constant += '"';
    close();
    pieces.push(piece);
    at += piece.text.length;
    if (quoted !== undefined) {
      constant = '"';
      at += 2;
    }
  }
  close();
  return pieces;
}

/** What stands between quotes, unless it is long: then it is a text of its own. */
function quotedAt(text: string, at: number): MessagePiece | undefined {
  const end = text.indexOf('"', at + 1);
  if (end < 0 || end === at + 1 || end - at > MAX_QUOTED) return undefined;
  const inner = text.slice(at + 1, end);
  // Names have no spaces; a sentence in quotes is part of the message.
  if (inner.includes(' ')) return undefined;
  return { text: inner, placeholder: `[^"\\n]{1,${MAX_QUOTED}}`, ...entityOfQuoted(inner) };
}

function entityOfQuoted(inner: string): { entity?: EntityKind } {
  if (/^[0-9a-f]{12,64}$/.test(inner)) return { entity: 'container' };
  return inner.startsWith('/') ? { entity: 'path' } : {};
}

function recognise(text: string, at: number): MessagePiece | undefined {
  for (const { regex, placeholder, entity, after } of RECOGNISERS) {
    if (after !== undefined && !after.test(text.slice(Math.max(0, at - 12), at))) continue;
    regex.lastIndex = at;
    const found = regex.exec(text)?.[0];
    if (found !== undefined && found !== '')
      return { text: found, placeholder, ...(entity === undefined ? {} : { entity }) };
  }
  return undefined;
}

function named(
  name: keyof typeof PLACEHOLDERS,
  { entity, needs = '', ends }: { entity?: EntityKind; needs?: string; ends: string },
): Recogniser {
  const regex = new RegExp(`${needs}(?:${PLACEHOLDERS[name].regex})${ends}`, 'y');
  return { regex, placeholder: `{{${name}}}`, ...(entity === undefined ? {} : { entity }) };
}
