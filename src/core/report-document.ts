import type { Language } from './language.js';
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
  /** Of the texts of signatures in `findings`; absent: English. docklog's own sentences about the input are in English. */
  readonly language?: Language;
  readonly sources: readonly SourceSummary[];
  readonly findings: readonly Finding[];
  readonly evaluations: readonly Evaluation[];
  /** What was new before the first critical finding, or before the end; the gravest first. Absent if it was not searched for. */
  readonly novelties?: readonly NoveltySummary[];
  readonly timeline: readonly TimelineEntry[];
  /** Entries that were left out of `timeline` because of its bound; absent if none was. */
  readonly timelineLeftOut?: number;
  /** Requests that were not answered when a log ended or a dump was taken, the oldest first; absent if there are none. */
  readonly openRequests?: readonly OpenRequestSummary[];
  readonly dumps: readonly DumpSummary[];
  /** What of the evidence that a Docker host can give is there; absent if there is one source only. */
  readonly coverage?: readonly CoverageSummary[];
  readonly stats: Stats;
}

/** One kind of evidence: where it is, from when to when, and how to get it if it is missing or not enough. */
export interface CoverageSummary {
  readonly what: string;
  /** `too-old` and `too-new`: it ends before, or begins after, the first finding. `truncated`: it is cut or damaged. */
  readonly status: 'present' | 'missing' | 'too-old' | 'too-new' | 'truncated';
  /** Source names, 5 at most. */
  readonly sources: readonly string[];
  readonly from?: number;
  readonly to?: number;
  /** For a shell on the host; absent if it is there. */
  readonly command?: string;
}

/** One input, or one member of a directory or archive, as it was read. */
export interface SourceSummary {
  readonly name: string;
  /** What it is in the bundle that it is part of, or who collected the bundle. */
  readonly role?: string;
  /** Format name, or `mixed`, `binary`, `empty`, `unreadable`; `directory`, `tar archive`, `zip archive` for what holds sources. */
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
  /** Why it was read as its format, in words: `97% of the first 200 lines are journal-short`. */
  readonly formatReason?: string;
}

/** How the times of a source were placed. */
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

/** What went wrong, or was left out, in one source; equal ones are counted. */
export interface DiagnosticSummary {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly line?: number;
  readonly offset?: number;
  readonly text: string;
  readonly count: number;
}

/** A signature that was recognised: when, how surely, what shows it, why it happens, what to do. */
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
  /** How to keep it from happening again; absent if the signature does not say. */
  readonly prevent?: string;
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
  /** What speaks against it, a sentence each; absent if nothing does. */
  readonly against?: readonly string[];
  /** The one command that would decide; absent if none is known. `risky`: not known to change nothing. */
  readonly decidedBy?: { readonly command: string; readonly effect: 'read-only' | 'risky'; readonly text: string };
}

/** A line that shows a finding. */
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

/** A signature that could not be judged, which is not the same as absent. */
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

/** Something that happened, in the order of time. */
export interface TimelineEntry {
  /** `signal` and `wait` prove findings (or, for a request, lack an end), the others are told for the order of things. */
  readonly kind?: 'signal' | 'wait' | 'dump' | 'boot' | 'gap' | 'state';
  readonly time: number;
  /** End of a wait or gap. */
  readonly until?: number;
  readonly uncertainty: number;
  readonly source: string;
  readonly line: number;
  readonly severity: Severity;
  readonly text: string;
  readonly findings: readonly string[];
  /** What it is about, 5 values of a kind at most. */
  readonly entities?: Readonly<Record<string, readonly string[]>>;
}

/** A request without an answer, or several equal ones. */
export interface OpenRequestSummary {
  /** `POST /containers/{id}/start`. */
  readonly what: string;
  readonly container?: string;
  readonly count: number;
  /** When the oldest began; in a dump, the latest moment at which it can have begun to wait. */
  readonly since?: number;
  /** Error bound of `since`, µs. */
  readonly uncertainty?: number;
  /** The log's end, or when the dump was taken. */
  readonly until?: number;
  /** Whole minutes that the oldest had waited when a dump was taken. */
  readonly waitMinutes?: number;
  /** What it waits for, in words, as a dump shows it. */
  readonly waitsFor?: string;
  /**
   * `open`: the log would show its end and does not. `in-dump`: goroutines wait in it. `not-logged`: asked since an older request is open; answers of
   * such requests are not logged, so that they may have come.
   */
  readonly state: 'open' | 'in-dump' | 'not-logged';
  /** Source name. */
  readonly source: string;
  readonly line: number;
}

/** A goroutine dump: its groups, locks and deadlocks. */
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
    /** Id of the container that the lock belongs to. */
    readonly container?: string;
    readonly containerName?: string;
  }[];
  readonly cycles: readonly (readonly number[])[];
}

/** How much was read, and how long it took. */
export interface Stats {
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  /** Lines that the prefilter proposed. */
  readonly candidates: number;
  readonly seconds: number;
}
