import type { Diagnostic } from './diagnostic.js';
import type { Entity } from './entity.js';
import type { GoroutineDump } from './goroutine-dump.js';
import type { LogRecord } from './log-record.js';
import type { Limits } from './limits.js';

/** A line of a multi-line report worth showing: `role` says what it tells (`victim`, `limit`, `trigger`). */
export interface ReportLine {
  readonly role: string;
  readonly record: LogRecord;
  /** The line's text without envelope; one line of a longer message where the record has several. */
  readonly text: string;
}

/**
 * What all multi-line reports share. `facts` is the flat view that patterns test (`where:`); its keys are
 * documented with each kind. `entities` are what signals made from the report are joined on.
 */
interface ReportBase {
  /** The first record of the report; its time is the report's time. */
  readonly head: LogRecord;
  readonly lines: readonly ReportLine[];
  readonly entities: readonly Entity[];
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /** The report lacks its end or a part that its kernel or runtime always prints. */
  readonly truncated: boolean;
}

/**
 * A kernel OOM kill, one victim each.
 * Facts: `constraint` (`memcg`, `none`, `cpuset`, `memory-policy`, `unknown`), `victimPid`, `victimComm`, `invokerComm`,
 * `invokerPid`, `score`, `oomScoreAdj`, `cgroup` (the victim's), `limitCgroup`, `limitKb`, `usageKb`, `anonRssKb`,
 * `totalVmKb`, `uid`, `kernel` (release), `reaped`; absent where the kernel did not print them.
 * An OOM report cut before its verdict has no victim facts.
 */
export interface OomReport extends ReportBase {
  readonly kind: 'oom';
}

/**
 * A kernel report with a trace. Facts: `trace` (the type), `title` (normalised first line), `comm`, `pid`, `cpu`, `seconds`,
 * `function` (RIP or first reliable frame), `kernel`, `tainted`, `frames` (function names from the top, joined by a space, 64 at most), and where the
 * kernel printed them `address`, `at` (file:line), `text`, `reason` (of a panic), `order`, `jiffies`, `flavour`, `binary`, `cache`.
 */
export interface KernelTrace extends ReportBase {
  readonly kind: 'kernel-trace';
}

/**
 * The end of a Go program: panic, fatal error or signal, with the text and the goroutine that failed.
 * Facts: `crash` (`panic`, `fatal-error`, `signal`), `text`, `signal`, `address`, `program` (guessed from packages),
 * `frames` (of the failing goroutine, joined by a space, 64 at most), `function` (the program's first frame below the runtime's), `recovered`
 * (the program went on), `cause` (what the runtime said ahead of a fatal error or signal), `chain` (further panics on the way), `origin` (whose
 * log it stands in), `confirmed` (a trace or signal line follows the first line; a bare first line may be quoted prose).
 */
export interface GoCrash extends ReportBase {
  readonly kind: 'go-crash';
}

/**
 * A goroutine dump found in the input. Facts: `program`, `total`, `longestWaitMinutes`, `waiting` (a minute or more), `cycles` (rings of locks),
 * `leaked` (goroutines so marked), `growing` (stacks with more goroutines in each of several dumps; only told of the last one).
 */
export interface GoroutineDumpReport extends ReportBase {
  readonly kind: 'goroutine-dump';
  readonly dump: GoroutineDump;
}

export type MultiLineReport = OomReport | KernelTrace | GoCrash | GoroutineDumpReport;
export type ReportKind = MultiLineReport['kind'];

export interface ReportSink {
  report(report: MultiLineReport): void;
  diagnostic(diagnostic: Diagnostic): void;
}

export interface AssemblerOptions {
  readonly limits: Limits;
}

/**
 * Builds multi-line reports of one source from its records. While `open` is true the assembler must be given every record
 * of the source; while it is false, records without one of the kind's literals change nothing.
 */
export interface ReportAssembler {
  readonly open: boolean;
  /** `holdsLiteral` false: none of the literals that the kind listens for stands in the record, which so cannot open anything. */
  push(record: LogRecord, sink: ReportSink, holdsLiteral?: boolean): void;
  /** Input has ended: closes what is open and marks it truncated where its end is missing. */
  end(sink: ReportSink): void;
}

/** One module a kind (or family) under `src/reports/`, each exporting one such const. */
export interface ReportFormat {
  readonly name: string;
  readonly title: string;
  /** One of these stands in each line that can open a report (8 bytes or more, no quote, backslash or control character). */
  readonly literals: readonly string[];
  /** Literals of lines that open nothing of this kind but that its assembler must see. */
  readonly hears?: readonly string[];
  createAssembler(options: AssemblerOptions): ReportAssembler;
}
