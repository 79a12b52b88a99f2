/** One frame of a goroutine's stack. Frames are interned: equal text is one object. */
export interface GoFrame {
  /** Full function name, `github.com/docker/docker/daemon.(*Daemon).ContainerInspect`. */
  readonly function: string;
  /** File as printed, without line. Empty if the dump shows none. */
  readonly file: string;
  /** Line in the file, 0 if not shown. */
  readonly line: number;
}

/** A goroutine of a dump; frames from the top (innermost) down. */
export interface Goroutine {
  readonly id: number;
  /** Wait reason or status as printed, attributes removed: `semacquire`, `chan receive`, `running`. */
  readonly state: string;
  /**
   * Whole minutes, rounded down, absent below one; counted from the garbage collection that first saw it blocked
   * (`goroutineheader` in the Go runtime's traceback.go): `goroutine 17 [syscall, 91275 minutes, locked to thread]:`.
   */
  readonly waitMinutes?: number;
  readonly lockedToThread?: boolean;
  /** Marked `(leaked)` by the runtime (Go 1.26 leak profile). */
  readonly leaked?: boolean;
  readonly frames: readonly GoFrame[];
  /** Arguments as printed between the parentheses, one string a frame, `` where none or elided. */
  readonly args: readonly string[];
  readonly createdBy?: GoFrame;
  /** Id of the creator (Go 1.21 on). */
  readonly createdIn?: number;
  /** Frames were left out by the runtime (`...additional frames elided...`). */
  readonly elided?: boolean;
  /** Line number in the source of the header. */
  readonly line: number;
}

/** Goroutines with equal stacks (functions, files and lines; arguments ignored) and equal state. */
export interface GoroutineGroup {
  readonly state: string;
  readonly count: number;
  readonly minWaitMinutes: number;
  readonly maxWaitMinutes: number;
  readonly frames: readonly GoFrame[];
  readonly createdBy?: GoFrame;
  /** What the group is doing, in words; absent if unknown. */
  readonly activity?: string;
  /** Where it entered: an API route, a containerd service, a health check; absent if unknown. */
  readonly entry?: string;
  /** True for goroutines that wait by design (signal loops, pollers, runtime workers). */
  readonly idle: boolean;
  /** Ids, 100 at most. */
  readonly ids: readonly number[];
  /** The first goroutine, for its arguments. */
  readonly example: Goroutine;
}

/** Goroutines that wait for one lock. */
export interface LockConvoy {
  /** Address as printed, or the call site where arguments do not show it. */
  readonly address: string;
  readonly kind: 'mutex' | 'rwmutex' | 'unknown';
  readonly waiters: number;
  readonly minWaitMinutes: number;
  readonly maxWaitMinutes: number;
  /** First function outside `sync`, `internal/sync` and `runtime` of most waiters. */
  readonly callSite: string;
  readonly waiterIds: readonly number[];
  readonly holder?: {
    readonly goroutine: number;
    /** 0 to 1. */
    readonly confidence: number;
    readonly reasons: readonly string[];
    /** What the holder itself waits for, in words or as its top function. */
    readonly waitsFor: string;
    readonly waitMinutes: number;
  };
}

/** One dump of one process. */
export interface GoroutineDump {
  /** `dockerd`, `containerd`, `containerd-shim`, `runc`, `kubelet`, or `unknown`, told from the packages. */
  readonly program: string;
  /** Line of the first goroutine header in the source. */
  readonly line: number;
  readonly total: number;
  /** Count by state. */
  readonly states: Readonly<Record<string, number>>;
  readonly frameCount: number;
  readonly longestWaitMinutes: number;
  /**
   * Those that do not wait by design first, then by count and wait. From the 201st on they are made when somebody asks: their fields are
   * getters, which `JSON.stringify` shows and a spread copy (`{ ...group }`) loses.
   */
  readonly groups: readonly GoroutineGroup[];
  readonly locks: readonly LockConvoy[];
  /** Goroutine ids of wait-for cycles. */
  readonly cycles: readonly (readonly number[])[];
  readonly truncated: boolean;
}
