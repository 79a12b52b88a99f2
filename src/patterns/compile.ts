import { DocklogError } from '../core/docklog-error.js';
import type {
  ConvoyMatch,
  FactCondition,
  GoroutineMatch,
  RecordMatch,
  ReportMatch,
  Rule,
  RulePart,
  Signature,
} from '../core/pattern.js';
import { parseDuration } from './duration.js';
import { expandPlaceholders } from './placeholders.js';
import type {
  OneOrMore,
  RawConditions,
  RawMatch,
  RawPart,
  RawRecordMatch,
  RawRule,
  RawSignature,
} from './raw-signature.js';

const DEFAULT_CONFIDENCE = 0.9;
const DEFAULT_WITHIN = '10m';

/**
 * Turns a checked signature into what the stages use.
 * Throws DocklogError `bad-pattern` for a regular expression that does not compile or an unknown placeholder.
 */
export function compileSignature(raw: RawSignature): Signature {
  return {
    id: raw.id,
    title: raw.title,
    severity: raw.severity,
    maturity: raw.maturity ?? 'test',
    confidence: raw.confidence ?? DEFAULT_CONFIDENCE,
    match: (raw.match ?? []).map((match) => ({ certainty: match.certainty ?? 1, ...compileMatch(raw.id, match) })),
    rule: compileRule(raw.id, raw.rule),
    finding: raw.finding ?? true,
    ...(raw.asksFor === undefined ? {} : { asksFor: raw.asksFor }),
    onlyAfter: raw.onlyAfter ?? [],
    tailOnly: raw.tailOnly ?? false,
    groupBy: raw.groupBy ?? [],
    leadsTo: raw.leadsTo ?? [],
    refines: raw.refines ?? [],
    summary: raw.summary,
    cause: raw.cause,
    impact: raw.impact ?? '',
    remedy: raw.remedy,
    fixedIn: raw.fixedIn ?? [],
    affected: raw.affected ?? [],
    references: raw.references ?? [],
    confirm: raw.confirm ?? [],
  };
}

/** Compiles a pattern file's regular expression: placeholders expanded, Unicode off, never global. */
export function compileRegex(id: string, source: string): RegExp {
  const { regex, unknown } = expandPlaceholders(source);
  if (unknown.length > 0)
    throw new DocklogError('bad-pattern', `${id}: unknown placeholder {{${unknown.join('}}, {{')}}}`);
  try {
    return new RegExp(regex);
  } catch (cause) {
    throw new DocklogError('bad-pattern', `${id}: regular expression does not compile: ${source}`, { cause });
  }
}

function compileMatch(id: string, raw: RawMatch): RecordMatch | ReportMatch | GoroutineMatch | ConvoyMatch {
  if ('record' in raw) return compileRecordMatch(id, raw);
  if ('report' in raw) {
    return {
      on: 'report',
      report: raw.report,
      where: compileConditions(id, raw.where),
      not: compileConditions(id, raw.not),
      roles: raw.roles ?? [],
    } satisfies ReportMatch;
  }
  if ('goroutines' in raw) {
    const { goroutines } = raw;
    return {
      on: 'goroutines',
      programs: list(goroutines.programs),
      states: list(goroutines.states),
      frames: goroutines.frames.map(list),
      notFrames: list(goroutines.notFrames),
      minMinutes: goroutines.minMinutes ?? 1,
      minCount: goroutines.minCount ?? 1,
      role: raw.role ?? 'goroutines',
    } satisfies GoroutineMatch;
  }
  return {
    on: 'convoy',
    programs: list(raw.convoy.programs),
    minWaiters: raw.convoy.minWaiters ?? 3,
    minMinutes: raw.convoy.minMinutes ?? 1,
    callSites: list(raw.convoy.callSites),
    holderWaitsFor: list(raw.convoy.holderWaitsFor),
  } satisfies ConvoyMatch;
}

function compileRecordMatch(id: string, raw: RawRecordMatch): RecordMatch {
  return {
    on: 'record',
    literals: list(raw.record),
    ...(raw.regex === undefined ? {} : { regex: compileRegex(id, raw.regex) }),
    all: list(raw.all),
    not: list(raw.not).map((source) => compileRegex(id, source)),
    origins: new Set(raw.origins ?? []),
    bare: raw.bare ?? true,
    role: raw.role ?? 'match',
  };
}

function compileConditions(id: string, raw: RawConditions | undefined): Record<string, readonly FactCondition[]> {
  const conditions: Record<string, readonly FactCondition[]> = {};
  for (const [fact, choice] of Object.entries(raw ?? {})) {
    const values = Array.isArray(choice) ? choice : [choice];
    conditions[fact] = values.map((value: boolean | number | string) => compileCondition(id, value));
  }
  return conditions;
}

function compileCondition(id: string, value: boolean | number | string): FactCondition {
  if (typeof value !== 'string') return { test: 'equals', value };
  const bound = /^(>=|<=)\s?(-?\d+(?:\.\d+)?)$/.exec(value);
  if (bound?.[2] !== undefined) return { test: bound[1] === '>=' ? 'atLeast' : 'atMost', value: Number(bound[2]) };
  if (value.length > 2 && value.startsWith('/') && value.endsWith('/')) {
    return { test: 'matches', regex: compileRegex(id, value.slice(1, -1)) };
  }
  return { test: 'equals', value };
}

function compileRule(id: string, raw: RawRule | undefined): Rule {
  if (raw === undefined) return { kind: 'any' };
  if (raw.kind === 'threshold') {
    return {
      kind: 'threshold',
      ids: raw.of ?? [id],
      count: raw.count,
      ...(raw.distinct === undefined ? {} : { distinct: raw.distinct }),
      withinUs: parseDuration(raw.within),
    };
  }
  if (raw.kind === 'repetition') {
    return {
      kind: 'repetition',
      ids: raw.of,
      progress: raw.progress,
      count: raw.count ?? 20,
      silenceUs: parseDuration(raw.silence ?? '3m'),
      factor: raw.factor ?? 20,
    };
  }
  const { kind } = raw;
  return {
    kind,
    join: raw.join ?? [],
    minOptional: raw.minOptional ?? 0,
    parts: raw.parts.map((part) => compilePart(kind, part)),
  };
}

function compilePart(kind: 'sequence' | 'all', raw: RawPart): RulePart {
  const withinUs = parseDuration(raw.within ?? DEFAULT_WITHIN);
  const defaultAfterUs = kind === 'sequence' ? 0 : -withinUs;
  return {
    name: raw.name,
    ids: raw.ids,
    required: raw.required ?? false,
    afterUs: raw.after === undefined ? defaultAfterUs : parseDuration(raw.after),
    withinUs,
    minCount: raw.minCount ?? 1,
    weight: raw.weight ?? 0.1,
    ...(raw.missing === undefined ? {} : { missing: raw.missing }),
  };
}

function list(value: OneOrMore | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
