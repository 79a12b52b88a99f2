import type { EntityKind } from './entity.js';
import type { Origin } from './log-record.js';
import type { ReportKind } from './multi-line-report.js';
import type { AffectedRange } from './version.js';

/** The gravest first. */
export const SEVERITIES = ['critical', 'error', 'warning', 'info'] as const;
/** How grave a finding is. */
export type Severity = (typeof SEVERITIES)[number];

/** A step of a remedy. `risk` says what the command may harm; steps that destroy data come last. */
export interface RemedyStep {
  readonly text: string;
  readonly command?: string;
  readonly risk?: string;
}

/** Matches one record: a literal must stand in its text, and all conditions must hold. */
export interface RecordMatch {
  readonly on: 'record';
  /** Alternatives; one of them must stand in the text. */
  readonly literals: readonly string[];
  readonly regex?: RegExp;
  /** Further texts that must all stand in it. */
  readonly all: readonly string[];
  /** None of these may match. */
  readonly not: readonly RegExp[];
  /** Empty: any origin. Records of unknown origin (`other`) are always admitted unless `bare` is false. */
  readonly origins: ReadonlySet<Origin>;
  readonly bare: boolean;
  readonly role: string;
}

/** A condition on a report's fact. */
export type FactCondition =
  | { readonly test: 'equals'; readonly value: string | number | boolean }
  | { readonly test: 'matches'; readonly regex: RegExp }
  | { readonly test: 'atLeast'; readonly value: number }
  | { readonly test: 'atMost'; readonly value: number };

/** Matches a multi-line report by its facts. */
export interface ReportMatch {
  readonly on: 'report';
  readonly report: ReportKind;
  readonly where: Readonly<Record<string, readonly FactCondition[]>>;
  readonly not: Readonly<Record<string, readonly FactCondition[]>>;
  /** Roles of the report's lines to show as evidence; empty: all. */
  readonly roles: readonly string[];
}

/** Matches groups of a goroutine dump. */
export interface GoroutineMatch {
  readonly on: 'goroutines';
  /** Empty: any program. */
  readonly programs: readonly string[];
  /** Empty: any state. */
  readonly states: readonly string[];
  /** Parts of function names that must stand in the stack in this order, from the top. Each entry is a list of alternatives. */
  readonly frames: readonly (readonly string[])[];
  readonly notFrames: readonly string[];
  readonly minMinutes: number;
  /** Goroutines that must match, over all groups of the dump. */
  readonly minCount: number;
  readonly role: string;
}

/** Matches lock convoys of a goroutine dump. */
export interface ConvoyMatch {
  readonly on: 'convoy';
  readonly programs: readonly string[];
  readonly minWaiters: number;
  readonly minMinutes: number;
  /** One of these stands in the call site; empty: any. */
  readonly callSites: readonly string[];
  /** One of these stands in what the likely holder waits for; empty: any, or no holder known. */
  readonly holderWaitsFor: readonly string[];
}

/** An alternative of a signature; `certainty` is a factor on the confidence: how sure it is beside the others. */
export type Match = { readonly certainty: number } & (RecordMatch | ReportMatch | GoroutineMatch | ConvoyMatch);

/** One part of a rule: signals of any of these signatures. The first part is the anchor; its time is T0. */
export interface RulePart {
  readonly name: string;
  readonly ids: readonly string[];
  readonly required: boolean;
  /** What evidence to add when this part was not seen. */
  readonly missing?: string;
  /** Window after T0 in µs; `afterUs` may be negative. Both ends belong to it. */
  readonly afterUs: number;
  readonly withinUs: number;
  /** Signals needed in the window, by weight. */
  readonly minCount: number;
  /** Added to the finding's confidence if seen; for an `absent` part, if it surely was not there. */
  readonly weight: number;
  /** True: the part holds if nothing of it lies in the window and a source that would show it covers the window. */
  readonly absent?: boolean;
  /** Name of an earlier part from whose signals the window is counted; absent: the first part. */
  readonly anchor?: string;
  /** Whose logs must cover the window before its absence counts; absent: those that its signatures name. */
  readonly needs?: readonly Origin[];
  /** Said against the finding if the part is surely not there (of an `absent` part: if it is there). Lowers the confidence by half its weight. */
  readonly against?: string;
}

/** `any`: signals of different hosts join too, where they agree on an entity that hosts share (image, registry, address). */
export type HostScope = 'same' | 'any';

/** How signals become findings of a signature. One file a kind under `src/correlation/`. */
export type Rule =
  /** Every group of own signals is a finding. */
  | { readonly kind: 'any' }
  /**
   * At least `count` signals, or `distinct` values of an entity, within a window of `withinUs`; with `ratePerUs` at least that many signals a
   * µs on average, for `withinUs` or longer.
   */
  | {
      readonly kind: 'threshold';
      readonly ids: readonly string[];
      readonly count: number;
      readonly distinct?: EntityKind;
      readonly ratePerUs?: number;
      readonly withinUs: number;
      readonly hosts?: HostScope;
    }
  /** None of `expected` lies in the window around a signal of `ids`, though a source that would show it covers that window. */
  | {
      readonly kind: 'absence';
      readonly ids: readonly string[];
      readonly expected: readonly string[];
      readonly afterUs: number;
      readonly withinUs: number;
      readonly join: readonly EntityKind[];
      readonly needs?: readonly Origin[];
      readonly hosts?: HostScope;
    }
  /** What came regularly stays away, while others of the same host go on. */
  | {
      readonly kind: 'gap';
      readonly ids: readonly string[];
      /** What must go on; empty: anything of the same host. */
      readonly witnesses: readonly string[];
      readonly minCount: number;
      readonly silenceUs: number;
      readonly factor: number;
    }
  /** An entity enters a state and stays in it, for `withinUs` or, without it, to the end of the logs. */
  | {
      readonly kind: 'state';
      readonly entity: EntityKind;
      /** Name of a state and the signatures that put the entity into it. */
      readonly states: Readonly<Record<string, readonly string[]>>;
      readonly enters: string;
      /** States that end the stay; empty: any other. */
      readonly leaves: readonly string[];
      readonly withinUs?: number;
      readonly needs?: readonly Origin[];
    }
  /** The same thing again and again while what used to happen beside it has stopped. */
  | {
      readonly kind: 'repetition';
      readonly ids: readonly string[];
      readonly progress: readonly string[];
      readonly count: number;
      readonly silenceUs: number;
      readonly factor: number;
    }
  /** Parts placed after the anchor: a part may not lie before its window, given the clocks' uncertainty. */
  | {
      readonly kind: 'sequence' | 'all';
      readonly parts: readonly RulePart[];
      readonly join: readonly EntityKind[];
      readonly minOptional: number;
      readonly hosts?: HostScope;
    };

/** A signature, compiled from one entry of a pattern file. */
export interface Signature {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly maturity: 'draft' | 'test' | 'stable';
  /** Confidence of a finding from one undoubted match, 0 to 1. */
  readonly confidence: number;
  readonly match: readonly Match[];
  /** Own signals make findings too unless the rule is a threshold. */
  readonly rule: Rule;
  /** The finding asks for a file that this entity names; it is left out if that file is among the inputs. */
  readonly asksFor?: EntityKind;
  /** False: only a part for rules, never a finding of its own. */
  readonly finding: boolean;
  /** Looked for only in the MiB that follows a line of one of these signatures; empty: everywhere. */
  readonly onlyAfter: readonly string[];
  /** Looked for in the last MiB of a source only: such lines are too many to look at each, and only the last matter. */
  readonly tailOnly: boolean;
  /** Entity kinds by which signals are told apart into findings; empty: one finding a host. */
  readonly groupBy: readonly EntityKind[];
  /** Signatures that this one causes. */
  readonly leadsTo: readonly string[];
  /** Coarser signatures that this one replaces when both rest on the same line. */
  readonly refines: readonly string[];
  readonly summary: string;
  readonly cause: string;
  readonly impact: string;
  readonly remedy: readonly RemedyStep[];
  /** How to keep it from happening. */
  readonly prevent?: string | undefined;
  readonly fixedIn: readonly string[];
  /** Versions that have the defect, as far as verified; empty: none known, or it is no defect of a program. */
  readonly affected: readonly AffectedRange[];
  readonly references: readonly string[];
  /** What evidence would confirm a finding of this signature. */
  readonly confirm: readonly string[];
}
