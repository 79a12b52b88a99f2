import { stringify } from 'yaml';
import { ENTITY_KINDS } from '../core/entity.js';
import type { LogRecord, Origin } from '../core/log-record.js';
import { cutMessage, type MessagePiece } from './cut-message.js';
import { usableLiteral } from './literals.js';
import { expandPlaceholders } from './placeholders.js';

/** Options of `draftFromLine`. */
export interface DraftOptions {
  /** Default: the area of the record's program and the first words of the literal. */
  readonly id?: string;
  /** Where the line is from, for the example. */
  readonly source?: string;
}

/** Characters of a message that go into the regular expression; the rest of a long one is rarely what tells. */
const MAX_PATTERN_CHARS = 300;
const MAX_EXAMPLE_CHARS = 4_000;

const AREAS: Readonly<Record<Origin, string>> = {
  kernel: 'kernel',
  systemd: 'systemd',
  dockerd: 'engine',
  containerd: 'containerd',
  shim: 'containerd',
  runc: 'runc',
  kubelet: 'kubelet',
  container: 'container',
  client: 'client',
  other: 'host',
};

/**
 * The text of a pattern file for one line: variable parts of its message become placeholders and, where they name a thing, entities; the longest part
 * that stays the same becomes the literal. What only a person can say is marked TODO. The file passes the check as it is, unless the message
 * has no part of eight plain characters; then a comment says so.
 */
export function draftSignature(record: LogRecord, options: DraftOptions = {}): string {
  const text = patternText(record.message);
  const error = record.fields?.['error'] ?? record.fields?.['err'];
  const errorText = typeof error === 'string' ? patternText(error) : '';
  const own = cutMessage(text);
  const fromError = cutMessage(errorText);
  const isInError = longestLiteral(own) === undefined && longestLiteral(fromError) !== undefined;
  const [pieces, whole] = isInError ? [fromError, errorText] : [own, text];
  const literal = longestLiteral(pieces);
  const tested = regexOf(pieces, whole);
  const detail = isInError ? undefined : longestLiteral(fromError);
  const id = options.id ?? `${AREAS[record.origin]}.${slug(literal ?? text)}`;
  const signature = {
    id,
    title: 'TODO: what happened, in one short sentence',
    severity: 'warning',
    maturity: 'draft',
    confidence: 0.5,
    match: [
      {
        record: literal ?? text.slice(0, MAX_PATTERN_CHARS),
        ...(tested === undefined ? {} : { regex: tested.regex }),
        ...(detail === undefined ? {} : { all: detail }),
        ...(record.origin === 'other' ? {} : { origins: [record.origin] }),
      },
    ],
    summary: 'TODO: what is seen, with {{container|a container}} and the like where values were captured',
    cause: 'TODO: why it happens',
    remedy: [{ text: 'TODO: the first thing to do', command: 'TODO' }],
    references: ['https://example.com/TODO'],
    examples: {
      match: [
        {
          source: options.source ?? 'TODO: program and version',
          ...(tested === undefined ? {} : entitiesOf(tested)),
          text: record.raw.slice(0, MAX_EXAMPLE_CHARS),
        },
      ],
      noMatch: [
        {
          why: 'TODO: the harmless sibling of this line',
          text: 'TODO: a line that is nearly the same and means something else',
        },
      ],
    },
  };
  const comments = ['# Made from one line: fill in what is marked TODO, and take out of the example what is private.'];
  if (literal === undefined)
    comments.push('# No part of this message has 8 plain characters that stay the same; give a literal.');
  return `${comments.join('\n')}\n${stringify(signature, { lineWidth: 0 })}`;
}

/** The first line, with quotes freed as patterns see them. */
function patternText(message: string): string {
  const end = message.indexOf('\n');
  const line = end < 0 ? message : message.slice(0, end);
  return line.slice(0, MAX_PATTERN_CHARS * 4).replace(/\\{1,16}"/g, '"');
}

/** The longest run that stays the same and that the search can use; of equally long ones the first. */
function longestLiteral(pieces: readonly MessagePiece[]): string | undefined {
  let best: string | undefined;
  for (const piece of pieces) {
    if (piece.placeholder !== undefined) continue;
    const literal = usableLiteral(piece.text)?.trim();
    if (literal !== undefined && usableLiteral(literal) !== undefined && literal.length > (best?.length ?? 0))
      best = literal;
  }
  return best;
}

interface TestedRegex {
  readonly regex: string;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

/** The pieces as a regular expression that was seen to match; undefined if nothing varies or it does not match after all. */
function regexOf(pieces: readonly MessagePiece[], text: string): TestedRegex | undefined {
  const used = withinBudget(pieces);
  if (!used.some(({ placeholder }) => placeholder !== undefined)) return undefined;
  const counts = new Map<string, number>();
  const source = used
    .map(({ text: part, placeholder, entity }) => {
      if (placeholder === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      const count = entity === undefined ? 0 : (counts.get(entity) ?? 0) + 1;
      // Patterns tell entities of one kind apart by one digit.
      if (entity === undefined || count > 9) return placeholder;
      counts.set(entity, count);
      return `(?<${entity}${count === 1 ? '' : count}>${placeholder})`;
    })
    .join('')
    .trim();
  try {
    const found = new RegExp(expandPlaceholders(source).regex).exec(text);
    return found === null ? undefined : { regex: source, groups: found.groups ?? {} };
  } catch {
    return undefined;
  }
}

/** Pieces around the longest literal, 300 characters at most; what varies at the edges stays only if it names a thing. */
function withinBudget(pieces: readonly MessagePiece[]): readonly MessagePiece[] {
  const literal = longestLiteral(pieces);
  const at = pieces.findIndex(
    ({ text, placeholder }) => placeholder === undefined && literal !== undefined && text.includes(literal),
  );
  if (at < 0) return [];
  let size = pieces[at]?.text.length ?? 0;
  let [from, to] = [at, at + 1];
  for (;;) {
    const before = pieces[from - 1]?.text.length ?? Number.POSITIVE_INFINITY;
    const after = pieces[to]?.text.length ?? Number.POSITIVE_INFINITY;
    const next = Math.min(before, after);
    if (size + next > MAX_PATTERN_CHARS) break;
    size += next;
    if (before <= after) from--;
    else to++;
  }
  const isIdle = (piece: MessagePiece | undefined): boolean =>
    piece?.placeholder !== undefined && piece.entity === undefined;
  while (isIdle(pieces[from])) from++;
  while (isIdle(pieces[to - 1])) to--;
  return pieces.slice(from, to);
}

/** The values that the groups must give, by kind: what the example is held to. */
function entitiesOf({ groups }: TestedRegex): { entities?: Record<string, string[]> } {
  const kinds: ReadonlySet<string> = new Set(ENTITY_KINDS);
  const entities: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(groups)) {
    const kind = name.replace(/\d$/, '');
    if (value === undefined || !kinds.has(kind)) continue;
    const values = (entities[kind] ??= []);
    if (!values.includes(value)) values.push(value);
  }
  return Object.keys(entities).length === 0 ? {} : { entities };
}

/** The first four words as an id's symptom. */
function slug(text: string): string {
  const words = text.toLowerCase().match(/[a-z]{2,20}/g) ?? [];
  return words.slice(0, 4).join('-') || 'unnamed';
}
