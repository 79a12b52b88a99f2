import type { Severity } from './pattern.js';
import type { TimeBasis } from './stamp.js';

/** Version of the document's shape; additive changes only within a major version. */
export const SCHEMA_VERSION = '1.0';

/**
 * The result of an analysis: plain serialisable data. All times are whole µs since the Unix epoch, UTC.
 * `findings` is flat and in rank order; the first one is docklog's answer to "what broke first?".
 */
export interface ReportDocument {
  readonly schemaVersion: string;
  readonly docklogVersion: string;
  /** RFC 3339, UTC. */
  readonly generatedAt: string;
  /** Analysis was stopped before the end of input (Ctrl-C, abort signal). */
  readonly partial?: boolean;
  readonly sources: readonly SourceSummary[];
  readonly findings: readonly Finding[];
  readonly evaluations: readonly Evaluation[];
  /** What was new before the first critical finding, or before the end; the gravest first. Absent if it was not searched for. */
  readonly novelties?: readonly NoveltySummary[];
  readonly timeline: readonly TimelineEntry[];
  readonly dumps: readonly DumpSummary[];
  readonly stats: Stats;
}

export interface SourceSummary {
  readonly name: string;
  /** Format name, or `mixed`, `binary`, `empty`, `unreadable`. */
  readonly format: string;
  readonly bytes: number;
  readonly lines: number;
  /** Records that were parsed; lines that the prefilter skipped are not among them. */
  readonly records: number;
  readonly from?: number;
  readonly to?: number;
  readonly host?: string;
  readonly clock: ClockSummary;
  readonly notUnderstood: { readonly lines: number; readonly first?: { readonly line: number; readonly text: string } };
  readonly diagnostics: readonly DiagnosticSummary[];
}

export interface ClockSummary {
  readonly basis: TimeBasis;
  /** How the time was obtained, in words: `RFC 3339 stamps`, `aligned by container oom of eb83fb320c3d`. */
  readonly method: string;
  /** Wall time of boot for a monotonic source, µs since the Unix epoch. */
  readonly bootTime?: number;
  /** Minutes east of UTC of stamps without a zone. */
  readonly offset?: number;
  /** Error bound of placed times, µs. */
  readonly uncertainty?: number;
}

export interface DiagnosticSummary {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly line?: number;
  readonly offset?: number;
  readonly text: string;
  readonly count: number;
}

export interface Finding {
  /** Stable within the document: `F1`, `F2`, … in rank order. */
  readonly key: string;
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: number;
  /** What raised and what lowered the confidence, a sentence each. */
  readonly confidenceReasons: readonly string[];
  readonly summary: string;
  readonly from?: number;
  readonly to?: number;
  /** Error bound of `from`, µs. */
  readonly uncertainty?: number;
  readonly timeBasis: TimeBasis;
  readonly count: number;
  readonly entities: Readonly<Record<string, readonly string[]>>;
  readonly evidence: readonly Evidence[];
  readonly cause: string;
  readonly impact: string;
  readonly remedy: readonly { readonly text: string; readonly command?: string; readonly risk?: string }[];
  readonly fixedIn: readonly string[];
  /**
   * What the versions in the logs say of it, what is known first; absent if the signature names no versions. Only verified ranges of the
   * project's own releases decide.
   */
  readonly versions?: readonly {
    readonly program: string;
    /** As logged, before the finding; several, by comma, where it changed and it is not known when. */
    readonly running?: string;
    readonly verdict: 'affected' | 'not-affected' | 'unknown';
    readonly text: string;
  }[];
  readonly references: readonly string[];
  /** Key of the finding that caused this one, or that it is part of. */
  readonly causedBy: string | null;
  /** Keys of the findings that this composite is made of. */
  readonly parts: readonly string[];
  /** What evidence would confirm or is missing. */
  readonly missing: readonly string[];
}

export interface Evidence {
  /** Source name. */
  readonly source: string;
  readonly line: number;
  readonly offset: number;
  readonly time?: number;
  readonly role: string;
  /** The line as read, 2,000 characters at most. */
  readonly text: string;
}

export interface Evaluation {
  readonly id: string;
  readonly outcome: 'not-evaluated';
  readonly because: string;
}

/** A kind of line that was seen for the first time, or came in a burst. It may have nothing to do with the findings. */
export interface NoveltySummary {
  /** Source name. */
  readonly source: string;
  /** Of its first line; for a burst, of the line with which it rose. */
  readonly line: number;
  readonly offset: number;
  readonly time?: number;
  readonly kind: 'first-seen' | 'burst';
  readonly gravity: 'error' | 'warning' | 'info';
  readonly program: string;
  /** What its lines have in common. */
  readonly template: string;
  /** The first line of its kind as read, 500 characters at most. */
  readonly text: string;
  /** Lines in all; for a burst, in the time looked at. */
  readonly count: number;
  /** A sentence without final stop. */
  readonly why: string;
}

export interface TimelineEntry {
  readonly time: number;
  readonly uncertainty: number;
  readonly source: string;
  readonly line: number;
  readonly severity: Severity;
  readonly text: string;
  readonly findings: readonly string[];
}

export interface DumpSummary {
  readonly source: string;
  readonly line: number;
  readonly program: string;
  readonly goVersion?: string;
  readonly time?: number;
  readonly total: number;
  readonly frames: number;
  readonly longestWaitMinutes: number;
  readonly groups: readonly {
    readonly state: string;
    readonly count: number;
    readonly minWaitMinutes: number;
    readonly maxWaitMinutes: number;
    /** Latest moment at which the longest wait can have begun. */
    readonly since?: number;
    readonly activity?: string;
    readonly entry?: string;
    /** Function names from the top. */
    readonly stack: readonly string[];
    readonly ids: readonly number[];
  }[];
  readonly locks: readonly {
    readonly address: string;
    readonly kind: string;
    readonly waiters: number;
    readonly since?: number;
    readonly holder?: { readonly goroutine: number; readonly confidence: number; readonly reasons: readonly string[] };
    readonly container?: string;
  }[];
  readonly cycles: readonly (readonly number[])[];
}

export interface Stats {
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  /** Lines that the prefilter proposed. */
  readonly candidates: number;
  readonly seconds: number;
}
