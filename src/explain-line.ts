import type { EnvelopeFormat } from './core/log-format.js';
import { DEFAULT_LIMITS } from './core/limits.js';
import type { LogRecord } from './core/log-record.js';
import type { MultiLineReport } from './core/multi-line-report.js';
import type { RecordMatch, Severity, Signature } from './core/pattern.js';
import type { Signal } from './core/signal.js';
import { detectEnvelope } from './formats/detect.js';
import { FORMATS } from './formats/index.js';
import { createRecordParser } from './formats/record-parser.js';
import { rawBuiltins } from './compiled-builtins.js';
import { compileSignature } from './patterns/compile.js';
import type { DraftOptions } from './patterns/draft.js';
import { usableLiteral } from './patterns/literals.js';
import type { RawSignature } from './patterns/raw-signature.js';
import { REPORT_FORMATS } from './reports/index.js';
import { recordText } from './signals/record-text.js';
import { createSignalMatcher } from './signals/signal-matcher.js';

/** A signature that a line or report proved. */
export interface LineMatch {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly entities: readonly { readonly kind: string; readonly value: string }[];
  readonly values: Readonly<Record<string, string>>;
  /** What else it takes for a finding: `a rule needs 3 of them within 10 min`; absent if the line is enough. */
  readonly note?: string;
}

/** Why a pattern whose literal stands in the line did not match. */
export type MissReason =
  /** The literal stands there in other letters, large or small. */
  | 'case'
  /** The words are another program's. */
  | 'origin'
  /** A text that must stand beside the literal does not. */
  | 'all'
  | 'regex'
  /** A look-alike was recognised. */
  | 'veto'
  /** A finer signature took the line. */
  | 'refined'
  /** The literal stands in the message but not in the line as read, where the search looks. */
  | 'hidden';

/** A signature that nearly matched. */
export interface NearMiss {
  readonly id: string;
  readonly literal: string;
  readonly reason: MissReason;
  /** What was wanted: origins, text, regular expression, or id. */
  readonly wanted: string;
}

/** What docklog makes of one record. */
export interface RecordExplanation {
  /** Names of the formats; absent if none took it. */
  readonly envelope?: string;
  readonly payload?: string;
  readonly record: LogRecord;
  /** What patterns see of it. */
  readonly text: string;
  /** Literals that stand in it and the signatures they belong to. */
  readonly literals: readonly { readonly literal: string; readonly ids: readonly string[] }[];
  readonly matches: readonly LineMatch[];
  /** The nearest first: what passed more of the conditions. */
  readonly misses: readonly NearMiss[];
}

/** What docklog makes of a line, or of a few. */
export interface LineExplanation {
  /** How the format was told, in words. */
  readonly detection: string;
  /** 50 at most. */
  readonly records: readonly RecordExplanation[];
  /** Multi-line reports that the lines make up, whole or in part. */
  readonly reports: readonly {
    readonly kind: MultiLineReport['kind'];
    readonly truncated: boolean;
    readonly facts: MultiLineReport['facts'];
    readonly matches: readonly LineMatch[];
  }[];
}

const MAX_RECORDS = 50;
const MAX_LINE_CHARS = 64 * 1024;

/**
 * Explains what docklog makes of a line (or a few): which formats took it, the record, and which signatures matched or nearly did.
 * Without `signatures` the built-in ones. Throws DocklogError `bad-pattern` for a signature that does not compile.
 */
export function explainLine(text: string, signatures: readonly RawSignature[] = rawBuiltins()): LineExplanation {
  const compiled = signatures.map((raw) => compileSignature(raw));
  const matcher = createSignalMatcher(compiled);
  const byId = new Map(compiled.map((signature) => [signature.id, signature]));
  const { detection, records } = parseLines(text);
  const told = (signals: readonly Signal[]): LineMatch[] =>
    signals.map((signal) => matchOf(signal, byId.get(signal.id)));
  return {
    detection,
    records: records.slice(0, MAX_RECORDS).map((record) => {
      const signals = matcher.matchRecord(record);
      const taken = new Set(signals.map(({ id }) => id));
      return { ...formatsOf(record), record, ...whyNot(record, compiled, taken), matches: told(signals) };
    }),
    reports: reportsOf(records).map((report) => {
      const { kind, truncated, facts } = report;
      return { kind, truncated, facts, matches: told(matcher.matchReport(report)) };
    }),
  };
}

/** The text of a new pattern file made from one line. */
export async function draftFromLine(text: string, options: DraftOptions = {}): Promise<string> {
  // It brings a writer of YAML, which nothing else needs.
  const { draftSignature } = await import('./patterns/draft.js');
  const { records } = parseLines(text);
  // A marker or an empty line in front is not what was meant.
  const record =
    records.find(({ message, fields }) => message.trim() !== '' && fields?.['marker'] === undefined) ??
    records[0] ??
    bareRecord(text);
  return draftSignature(record, options);
}

function parseLines(text: string): { readonly detection: string; readonly records: readonly LogRecord[] } {
  const lines = text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .slice(0, DEFAULT_LIMITS.maxRecordLines);
  const cut = lines.map((line) => line.slice(0, MAX_LINE_CHARS));
  const { format, reason } = detectEnvelope(cut);
  const parser = createRecordParser({ source: 0, primary: format });
  const records: LogRecord[] = [];
  const sink = { record: (record: LogRecord): void => void records.push(record) };
  let offset = 0;
  for (const [index, line] of cut.entries()) {
    parser.push({ text: line, number: index + 1, offset, cut: line.length < (lines[index]?.length ?? 0) }, sink);
    offset += Buffer.byteLength(lines[index] ?? '') + 1;
  }
  parser.flush(sink);
  return { detection: detectionOf(format, reason), records };
}

function detectionOf(format: EnvelopeFormat | undefined, reason: string): string {
  return format === undefined ? reason : `${format.name} (${format.title}): ${reason}`;
}

function bareRecord(text: string): LogRecord {
  return {
    position: { source: 0, line: 1, offset: 0 },
    time: { kind: 'none' },
    origin: 'other',
    message: text,
    format: 'bare',
    raw: text,
  };
}

function reportsOf(records: readonly LogRecord[]): readonly MultiLineReport[] {
  const reports: MultiLineReport[] = [];
  const sink = {
    report: (report: MultiLineReport): void => void reports.push(report),
    diagnostic: (): void => undefined,
  };
  for (const format of REPORT_FORMATS) {
    const assembler = format.createAssembler({ limits: DEFAULT_LIMITS });
    for (const record of records) assembler.push(record, sink);
    assembler.end(sink);
  }
  return reports;
}

function formatsOf({ format }: LogRecord): { envelope?: string; payload?: string } {
  const formats: { envelope?: string; payload?: string } = {};
  for (const name of format.split('+')) {
    const known = FORMATS.find((one) => one.name === name);
    if (known !== undefined) formats[known.kind] = name;
  }
  return formats;
}

function matchOf({ id, entities, values }: Signal, signature: Signature | undefined): LineMatch {
  const note = signature === undefined ? undefined : noteOf(signature);
  return {
    id,
    severity: signature?.severity ?? 'info',
    title: signature?.title ?? '',
    entities,
    values,
    ...(note === undefined ? {} : { note }),
  };
}

function noteOf({ finding, rule, tailOnly }: Signature): string | undefined {
  if (!finding) return 'an observation for rules, no finding of its own';
  if (rule.kind === 'threshold') return `a finding from ${rule.count} on within ${rule.withinUs / 1_000_000} s`;
  return tailOnly ? 'looked for in the last MiB of a log only' : undefined;
}

/** Conditions of a pattern in the order in which the matcher asks them; how many were passed tells how near it came. */
const NEARNESS: Readonly<Record<MissReason, number>> = {
  refined: 6,
  hidden: 5,
  veto: 4,
  regex: 3,
  all: 2,
  origin: 1,
  case: 0,
};

function whyNot(
  record: LogRecord,
  signatures: readonly Signature[],
  taken: ReadonlySet<string>,
): Pick<RecordExplanation, 'text' | 'literals' | 'misses'> {
  const text = recordText(record);
  const lower = text.toLowerCase();
  const literals = new Map<string, Set<string>>();
  const misses = new Map<string, NearMiss>();
  /** Matching signatures of which a literal is seen by the search, and those of which one is not. */
  const visible = new Set<string>();
  const hidden = new Map<string, NearMiss>();
  const replacedBy = new Map<string, string>();
  for (const { id, refines } of signatures) if (taken.has(id)) for (const coarse of refines) replacedBy.set(coarse, id);
  for (const { id, match } of signatures) {
    for (const pattern of match) {
      if (pattern.on !== 'record') continue;
      for (const literal of pattern.literals) {
        const stands = text.includes(literal);
        if (stands) literals.set(literal, (literals.get(literal) ?? new Set()).add(id));
        else if (!lower.includes(literal.toLowerCase())) continue;
        if (taken.has(id)) {
          if (stands && isReadable(record, literal)) visible.add(id);
          else if (stands) hidden.set(id, { id, literal, reason: 'hidden', wanted: usableLiteral(literal) ?? literal });
          continue;
        }
        const miss = stands
          ? missOf(record, text, pattern, replacedBy.get(id))
          : { reason: 'case' as const, wanted: literal };
        const before = misses.get(id);
        if (miss === undefined || (before !== undefined && NEARNESS[before.reason] >= NEARNESS[miss.reason])) continue;
        misses.set(id, { id, literal, ...miss });
      }
    }
  }
  for (const [id, miss] of hidden) if (!visible.has(id)) misses.set(id, miss);
  return {
    text,
    literals: [...literals].map(([literal, ids]) => ({ literal, ids: [...ids] })),
    misses: [...misses.values()].sort((a, b) => NEARNESS[b.reason] - NEARNESS[a.reason] || (a.id < b.id ? -1 : 1)),
  };
}

/** The first condition that fails, in the matcher's order. */
function missOf(
  record: LogRecord,
  text: string,
  { origins, bare, all, regex, not }: RecordMatch,
  replacedBy: string | undefined,
): Pick<NearMiss, 'reason' | 'wanted'> | undefined {
  const { origin } = record;
  if (origins.size > 0 && !origins.has(origin) && !(origin === 'other' && bare)) {
    return { reason: 'origin', wanted: `${[...origins].join(' or ')}, not ${origin}` };
  }
  const absent = all.find((part) => !text.includes(part));
  if (absent !== undefined) return { reason: 'all', wanted: absent };
  if (regex !== undefined && !regex.test(text)) return { reason: 'regex', wanted: regex.source };
  const veto = not.find((one) => one.test(text));
  if (veto !== undefined) return { reason: 'veto', wanted: veto.source };
  return replacedBy === undefined ? undefined : { reason: 'refined', wanted: replacedBy };
}

/** Whether the search, which sees bytes and no messages, finds the literal in the line. */
function isReadable({ raw }: LogRecord, literal: string): boolean {
  return raw.includes(usableLiteral(literal) ?? literal);
}
