import type { EntityKind } from '../core/entity.js';
import type { Translation } from '../core/language.js';
import type { Origin } from '../core/log-record.js';
import type { ReportKind } from '../core/multi-line-report.js';
import type { HostScope, RemedyStep, Severity } from '../core/pattern.js';
import type { AffectedRange } from '../core/version.js';

/** A signature as written in a pattern file, checked against `schemas/pattern.schema.json`. */
export interface RawSignature {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly maturity?: 'draft' | 'test' | 'stable';
  readonly confidence?: number;
  readonly match?: readonly RawMatch[];
  readonly rule?: RawRule;
  readonly hint?: boolean;
  readonly asksFor?: EntityKind;
  readonly finding?: boolean;
  readonly onlyAfter?: readonly string[];
  readonly tailOnly?: boolean;
  readonly groupBy?: readonly EntityKind[];
  readonly leadsTo?: readonly string[];
  readonly refines?: readonly string[];
  readonly summary: string;
  readonly cause: string;
  readonly impact?: string;
  readonly remedy: readonly RemedyStep[];
  readonly prevent?: string;
  /** By language. */
  readonly translations?: Readonly<Record<string, Translation>>;
  readonly fixedIn?: readonly string[];
  readonly affected?: readonly AffectedRange[];
  readonly references?: readonly string[];
  readonly confirm?: readonly string[];
  readonly examples?: {
    readonly match?: readonly {
      readonly text: string;
      readonly source: string;
      readonly entities?: Readonly<Record<string, readonly string[]>>;
    }[];
    readonly noMatch?: readonly { readonly text: string; readonly why: string }[];
  };
}

export type OneOrMore = string | readonly string[];
export type RawCondition = boolean | number | string;
export type RawConditions = Readonly<Record<string, RawCondition | readonly RawCondition[]>>;

export interface RawRecordMatch {
  readonly record: OneOrMore;
  readonly regex?: string;
  readonly all?: OneOrMore;
  readonly not?: OneOrMore;
  readonly origins?: readonly Origin[];
  readonly bare?: boolean;
  readonly role?: string;
}

/** `certainty` is a factor on the confidence: how sure this alternative is beside the others. */
export type RawMatch = { readonly certainty?: number } & RawAlternative;

type RawAlternative =
  | RawRecordMatch
  | {
      readonly report: ReportKind;
      readonly where?: RawConditions;
      readonly not?: RawConditions;
      readonly roles?: readonly string[];
    }
  | {
      readonly goroutines: {
        readonly programs?: OneOrMore;
        readonly states?: OneOrMore;
        readonly frames: readonly OneOrMore[];
        readonly notFrames?: OneOrMore;
        readonly minMinutes?: number;
        readonly minCount?: number;
      };
      readonly role?: string;
    }
  | {
      readonly convoy: {
        readonly programs?: OneOrMore;
        readonly minWaiters?: number;
        readonly minMinutes?: number;
        readonly callSites?: OneOrMore;
        readonly holderWaitsFor?: OneOrMore;
      };
    };

export interface RawPart {
  readonly name: string;
  readonly ids: readonly string[];
  readonly required?: boolean;
  readonly after?: string;
  readonly within?: string;
  readonly minCount?: number;
  readonly weight?: number;
  readonly missing?: string;
  readonly absent?: boolean;
  readonly anchor?: string;
  readonly needs?: readonly Origin[];
  readonly against?: string;
}

export type RawRule =
  | {
      readonly kind: 'threshold';
      readonly of?: readonly string[];
      readonly count?: number;
      readonly distinct?: EntityKind;
      readonly rate?: string;
      readonly within: string;
      readonly hosts?: HostScope;
    }
  | {
      readonly kind: 'absence';
      readonly of?: readonly string[];
      readonly expected: readonly string[];
      readonly after?: string;
      readonly within?: string;
      readonly join?: readonly EntityKind[];
      readonly needs?: readonly Origin[];
      readonly hosts?: HostScope;
    }
  | {
      readonly kind: 'gap';
      readonly of?: readonly string[];
      readonly while?: readonly string[];
      readonly minCount?: number;
      readonly silence?: string;
      readonly factor?: number;
    }
  | {
      readonly kind: 'state';
      readonly entity: EntityKind;
      readonly states: Readonly<Record<string, readonly string[]>>;
      readonly enters: string;
      readonly leaves?: readonly string[];
      readonly within?: string;
      readonly needs?: readonly Origin[];
    }
  | {
      readonly kind: 'repetition';
      readonly of: readonly string[];
      readonly progress: readonly string[];
      readonly count?: number;
      readonly silence?: string;
      readonly factor?: number;
    }
  | {
      readonly kind: 'sequence' | 'all';
      readonly join?: readonly EntityKind[];
      readonly minOptional?: number;
      readonly hosts?: HostScope;
      readonly parts: readonly RawPart[];
    };
