import { DocklogError } from '../core/docklog-error.js';
import type { EntityKind } from '../core/entity.js';
import type {
  ConvoyMatch,
  FactCondition,
  GoroutineMatch,
  HostScope,
  RecordMatch,
  ReportMatch,
  Rule,
  RulePart,
  Signature,
} from '../core/pattern.js';
import { parseDuration, parseRate } from './duration.js';
import { expandPlaceholders } from './placeholders.js';
import { TextsOnDemand } from './texts-on-demand.js';
import type { RawHead, SignatureDetails } from './packed.js';
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
  return compileSignatureWith(raw, makeRegex);
}

/** The same, with expressions that `make` makes. */
export function compileSignatureWith(raw: RawSignature, make: MakeRegex): Signature {
  const signature = compileLazily(raw, { match: () => raw.match ?? [], texts: () => raw }, make);
  // The author of a faulty expression learns of it now, not when a line meets it.
  const asked: unknown[] = [];
  for (const match of signature.match) {
    if (match.on === 'record') asked.push(match.regex, match.not);
    else if (match.on === 'report') {
      const conditions = [...Object.values(match.where), ...Object.values(match.not)].flat();
      for (const condition of conditions) if (condition.test === 'matches') asked.push(condition.regex);
    }
  }
  return signature;
}

/**
 * The same for a signature that was checked before, with its patterns and texts kept elsewhere: they are read, and regular expressions compiled,
 * when they are asked for. One run asks for few.
 */
export function compileLazily(raw: RawHead, details: SignatureDetails, make: MakeRegex = makeRegex): Signature {
  return new CompiledSignature(raw, details, make);
}

/** Makes an expression of a source that holds no placeholders. */
export type MakeRegex = (source: string) => RegExp;

function makeRegex(source: string): RegExp {
  return new RegExp(source);
}

class CompiledSignature extends TextsOnDemand implements Signature {
  readonly id: string;
  readonly severity: Signature['severity'];
  readonly maturity: Signature['maturity'];
  readonly confidence: number;
  readonly rule: Rule;
  readonly finding: boolean;
  declare readonly asksFor?: EntityKind;
  readonly onlyAfter: readonly string[];
  readonly tailOnly: boolean;
  readonly groupBy: readonly EntityKind[];
  readonly leadsTo: readonly string[];
  readonly refines: readonly string[];
  readonly #match: SignatureDetails['match'];
  readonly #make: MakeRegex;
  #compiled: Signature['match'] | undefined;

  constructor(raw: RawHead, { match, texts }: SignatureDetails, make: MakeRegex) {
    super(texts);
    this.#match = match;
    this.#make = make;
    this.id = raw.id;
    this.severity = raw.severity;
    this.maturity = raw.maturity ?? 'test';
    this.confidence = raw.confidence ?? DEFAULT_CONFIDENCE;
    this.rule = compileRule(raw.id, raw.rule);
    this.finding = raw.finding ?? true;
    if (raw.asksFor !== undefined) this.asksFor = raw.asksFor;
    this.onlyAfter = raw.onlyAfter ?? [];
    this.tailOnly = raw.tailOnly ?? false;
    this.groupBy = raw.groupBy ?? [];
    this.leadsTo = raw.leadsTo ?? [];
    this.refines = raw.refines ?? [];
  }

  get match(): Signature['match'] {
    // Assigned, not spread: that would ask for the expressions.
    return (this.#compiled ??= this.#match().map((match) =>
      Object.assign(compileMatch(this.id, match, this.#make), { certainty: match.certainty ?? 1 }),
    ));
  }
}

/** Compiles a pattern file's regular expression: placeholders expanded, Unicode off, never global. */
export function compileRegex(id: string, source: string, make: MakeRegex = makeRegex): RegExp {
  const { regex, unknown } = expandPlaceholders(source);
  if (unknown.length > 0)
    throw new DocklogError('bad-pattern', `${id}: unknown placeholder {{${unknown.join('}}, {{')}}}`);
  try {
    return make(regex);
  } catch (cause) {
    throw new DocklogError('bad-pattern', `${id}: regular expression does not compile: ${source}`, { cause });
  }
}

function compileMatch(
  id: string,
  raw: RawMatch,
  make: MakeRegex,
): RecordMatch | ReportMatch | GoroutineMatch | ConvoyMatch {
  if ('record' in raw) {
    return raw.regex === undefined
      ? new CompiledRecordMatch(id, raw, make)
      : new CompiledRegexMatch(id, raw, raw.regex, make);
  }
  if ('report' in raw) {
    return {
      on: 'report',
      report: raw.report,
      where: compileConditions(id, raw.where, make),
      not: compileConditions(id, raw.not, make),
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

/** Look-alikes that rule a match out are compiled when they are first asked for. */
class CompiledRecordMatch implements RecordMatch {
  readonly on = 'record';
  readonly literals: readonly string[];
  readonly all: readonly string[];
  readonly origins: RecordMatch['origins'];
  readonly bare: boolean;
  readonly role: string;
  readonly #id: string;
  readonly #vetoes: readonly string[];
  readonly #make: MakeRegex;
  #not: readonly RegExp[] | undefined;

  constructor(id: string, raw: RawRecordMatch, make: MakeRegex) {
    this.literals = list(raw.record);
    this.all = list(raw.all);
    this.origins = new Set(raw.origins ?? []);
    this.bare = raw.bare ?? true;
    this.role = raw.role ?? 'match';
    this.#id = id;
    this.#vetoes = list(raw.not);
    this.#make = make;
  }

  get not(): readonly RegExp[] {
    return (this.#not ??= this.#vetoes.map((source) => compileRegex(this.#id, source, this.#make)));
  }
}

/** The expression is compiled when it is first asked for. */
class CompiledRegexMatch extends CompiledRecordMatch {
  readonly #compile: () => RegExp;
  #regex: RegExp | undefined;

  constructor(id: string, raw: RawRecordMatch, source: string, make: MakeRegex) {
    super(id, raw, make);
    this.#compile = () => compileRegex(id, source, make);
  }

  get regex(): RegExp {
    return (this.#regex ??= this.#compile());
  }
}

function compileConditions(
  id: string,
  raw: RawConditions | undefined,
  make: MakeRegex,
): Record<string, readonly FactCondition[]> {
  const conditions: Record<string, readonly FactCondition[]> = {};
  for (const [fact, choice] of Object.entries(raw ?? {})) {
    const values = Array.isArray(choice) ? choice : [choice];
    conditions[fact] = values.map((value: boolean | number | string) => compileCondition(id, value, make));
  }
  return conditions;
}

function compileCondition(id: string, value: boolean | number | string, make: MakeRegex): FactCondition {
  if (typeof value !== 'string') return { test: 'equals', value };
  const bound = /^(>=|<=)\s?(-?\d+(?:\.\d+)?)$/.exec(value);
  if (bound?.[2] !== undefined) return { test: bound[1] === '>=' ? 'atLeast' : 'atMost', value: Number(bound[2]) };
  if (value.length > 2 && value.startsWith('/') && value.endsWith('/')) {
    let regex: RegExp | undefined;
    return {
      test: 'matches',
      get regex() {
        return (regex ??= compileRegex(id, value.slice(1, -1), make));
      },
    };
  }
  return { test: 'equals', value };
}

function compileRule(id: string, raw: RawRule | undefined): Rule {
  if (raw === undefined) return { kind: 'any' };
  if (raw.kind === 'threshold') {
    return {
      kind: 'threshold',
      ids: raw.of ?? [id],
      count: raw.count ?? 1,
      ...(raw.distinct === undefined ? {} : { distinct: raw.distinct }),
      ...(raw.rate === undefined ? {} : { ratePerUs: parseRate(raw.rate) }),
      withinUs: parseDuration(raw.within),
      ...hostScope(raw),
    };
  }
  if (raw.kind === 'absence') {
    return {
      kind: 'absence',
      ids: raw.of ?? [id],
      expected: raw.expected,
      afterUs: parseDuration(raw.after ?? '0s'),
      withinUs: parseDuration(raw.within ?? DEFAULT_WITHIN),
      join: raw.join ?? [],
      ...(raw.needs === undefined ? {} : { needs: raw.needs }),
      ...hostScope(raw),
    };
  }
  if (raw.kind === 'gap') {
    return {
      kind: 'gap',
      ids: raw.of ?? [id],
      witnesses: raw.while ?? [],
      minCount: raw.minCount ?? 5,
      silenceUs: parseDuration(raw.silence ?? '3m'),
      factor: raw.factor ?? 20,
    };
  }
  if (raw.kind === 'state') {
    return {
      kind: 'state',
      entity: raw.entity,
      states: raw.states,
      enters: raw.enters,
      leaves: raw.leaves ?? [],
      ...(raw.within === undefined ? {} : { withinUs: parseDuration(raw.within) }),
      ...(raw.needs === undefined ? {} : { needs: raw.needs }),
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
    ...hostScope(raw),
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
    ...(raw.absent === undefined ? {} : { absent: raw.absent }),
    ...(raw.anchor === undefined ? {} : { anchor: raw.anchor }),
    ...(raw.needs === undefined ? {} : { needs: raw.needs }),
    ...(raw.against === undefined ? {} : { against: raw.against }),
  };
}

function hostScope({ hosts }: { readonly hosts?: HostScope }): { readonly hosts?: HostScope } {
  return hosts === undefined ? {} : { hosts };
}

function list(value: OneOrMore | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
