import type { DiagnosticSummary } from './report-document.js';
import type { GoFrame } from './goroutine-dump.js';
import type { TimeBasis } from './stamp.js';

/** Version of the shape of `DumpsDocument` and `DumpComparison`; additive changes only within a major version. */
export const DUMPS_SCHEMA_VERSION = '1.0';

/**
 * All goroutine dumps of some inputs, as `docklog goroutines --format json` prints them: plain serialisable data. Times are whole µs since
 * the Unix epoch, UTC; waits are whole minutes, rounded down, 0 below one or where the dump shows none.
 */
export interface DumpsDocument {
  readonly schemaVersion: string;
  readonly docklogVersion: string;
  /** Reading was stopped before the end of input. */
  readonly partial?: boolean;
  readonly sources: readonly DumpSource[];
  /** In the order of the inputs and, within one, of their lines. */
  readonly dumps: readonly DumpDetails[];
}

/** An input that was searched for dumps. */
export interface DumpSource {
  readonly name: string;
  readonly format: string;
  readonly bytes: number;
  readonly lines: number;
  /** How times of this source were obtained, in words. */
  readonly clock: string;
  readonly diagnostics: readonly DiagnosticSummary[];
}

/** One dump of one process. */
export interface DumpDetails {
  /** Name of the input. */
  readonly source: string;
  /** Line of its first goroutine, from 1. */
  readonly line: number;
  /** `dockerd`, `containerd`, `containerd-shim`, `runc`, `kubelet` or `unknown`. */
  readonly program: string;
  readonly goVersion?: string;
  /** When it was written; absent if neither its name nor a line tells. */
  readonly time?: number;
  readonly timeBasis?: TimeBasis;
  /** Error bound of `time`, µs. */
  readonly uncertainty?: number;
  /** `profile`: pprof's `debug=1`, which shows no ids, states or waits. */
  readonly kind: 'stacks' | 'profile';
  /** A panic, fatal error or signal began it. */
  readonly crash: boolean;
  /** It ends early, or a bound was reached. */
  readonly truncated: boolean;
  /** Goroutines in all, and those of them that wait by design. */
  readonly total: number;
  readonly idle: number;
  readonly frames: number;
  readonly longestWaitMinutes: number;
  /** Goroutines by state. */
  readonly states: Readonly<Record<string, number>>;
  /** What waits for a lock first, then what waits a minute or more, then the rest; goroutines that wait by design last. */
  readonly groups: readonly DumpGroup[];
  /** The longest queue first. */
  readonly locks: readonly DumpLock[];
  /** Who holds what and whom that blocks; the goroutines that wait for no lock themselves are the roots. */
  readonly waits: readonly WaitNode[];
  /** Ids of goroutines that wait for each other in a ring. */
  readonly cycles: readonly (readonly number[])[];
}

/** Goroutines with equal state and stack. */
export interface DumpGroup {
  /** Wait reason or status as printed: `semacquire`, `chan receive`, `running`. */
  readonly state: string;
  readonly count: number;
  readonly minWaitMinutes: number;
  readonly maxWaitMinutes: number;
  /** Latest moment at which the longest wait can have begun. */
  readonly since?: number;
  /** What it is doing: the known activity, else its first telling function. */
  readonly doing: string;
  /** Where it entered: an API route, a containerd service, a health check. */
  readonly entry?: string;
  /** It waits by design: pollers, signal loops, workers of the runtime. */
  readonly idle: boolean;
  /** Marked `(leaked)` by the runtime: proven to wait for ever. */
  readonly leaked?: boolean;
  /** Key of the lock that it waits for. */
  readonly lock?: string;
  readonly frames: readonly GoFrame[];
  readonly createdBy?: GoFrame;
  /** 100 at most. */
  readonly ids: readonly number[];
  /** The first goroutine of the group; `arguments` as printed, one text a frame. */
  readonly example: { readonly goroutine: number; readonly line: number; readonly arguments: readonly string[] };
}

/** A lock and its queue. */
export interface DumpLock {
  /** `L1`, `L2`, … within the dump. */
  readonly key: string;
  /** Address, or the place where it is taken if no argument shows the address. */
  readonly address: string;
  readonly kind: 'mutex' | 'rwmutex' | 'unknown';
  readonly waiters: number;
  readonly minWaitMinutes: number;
  readonly maxWaitMinutes: number;
  readonly since?: number;
  /** Function in which most of them wait. */
  readonly callSite: string;
  /** Whose lock it is, where a daemon-data dump of the same moment tells. */
  readonly container?: { readonly id: string; readonly name?: string };
  /** 100 at most. */
  readonly waiterIds: readonly number[];
  /** The waiters by what they are there for, the most first; `count` is absent where only some of a queue are known. */
  readonly queue: readonly { readonly what: string; readonly count?: number }[];
  readonly holder?: {
    /** 0 in a profile, which shows no ids. */
    readonly goroutine: number;
    /** 0 to 1. */
    readonly confidence: number;
    readonly reasons: readonly string[];
    readonly waitsFor: string;
    readonly waitMinutes: number;
    readonly since?: number;
    readonly entry?: string;
    /** Key of the lock that the holder itself waits for. */
    readonly lock?: string;
  };
}

/** A goroutine that holds locks, or an unknown one; see `DumpDetails.waits`. */
export interface WaitNode {
  /** Absent if the holder was not found; 0 in a profile. */
  readonly goroutine?: number;
  readonly waitsFor?: string;
  readonly waitMinutes?: number;
  readonly since?: number;
  readonly entry?: string;
  /** Where its call goes on: the goroutine of containerd's dump that serves such a call, if that dump is among the inputs. */
  readonly servedBy?: {
    readonly source: string;
    readonly program: string;
    readonly goroutine: number;
    readonly entry: string;
    readonly doing: string;
    readonly waitMinutes: number;
  };
  /** It is part of a ring: nobody in it can go on. */
  readonly deadlock: boolean;
  readonly holds: readonly { readonly lock: string; readonly blocks: readonly WaitNode[] }[];
}

/** What several dumps of one program say together, as `docklog diff --format json` prints it. */
export interface DumpComparison {
  readonly program: string;
  /** The dumps compared, the earliest first. `elapsedMinutes`: since the first one. */
  readonly dumps: readonly {
    readonly source: string;
    readonly line: number;
    readonly time?: number;
    readonly total: number;
    readonly elapsedMinutes?: number;
  }[];
  /** At the same place in the last dump and an earlier one: the same goroutines, or ones that have waited since. */
  readonly stuck: readonly StackHistory[];
  /** More in every dump than in the one before: leak suspects. They may be among `stuck` and `appeared` too. */
  readonly growing: readonly StackHistory[];
  /** In the last dump only. */
  readonly appeared: readonly StackHistory[];
  /** In an earlier dump, not in the last. */
  readonly gone: readonly StackHistory[];
  /** At the same place, but other goroutines: work that passes through. */
  readonly passing: readonly StackHistory[];
}

/** One stack over the dumps of a comparison; the arrays have one entry a dump. */
export interface StackHistory {
  readonly state: string;
  readonly doing: string;
  readonly entry?: string;
  readonly idle: boolean;
  readonly counts: readonly number[];
  /** Longest wait, minutes. */
  readonly waitMinutes: readonly number[];
  /** Goroutines that the last dump shares with the first one that has the stack, 100 at most. */
  readonly sameIds: readonly number[];
  /** Latest moment at which the longest wait of the last dump that has the stack can have begun. */
  readonly since?: number;
  readonly frames: readonly GoFrame[];
}
