import type { GoFrame } from '../../core/goroutine-dump.js';

/** Frames kept of one stack of a profile. */
const MAX_PROFILE_FRAMES = 1024;
/** `goroutine profile: total 722373`, `goroutineleak profile: total 3` */
const TOTAL = /^goroutine(leak)? profile: total (\d{1,12})$/;
/** `717594 @ 0x7fe8bc202980 0x7fe8bc202a40 …` */
const HEAD = /^(\d{1,12}) @/;
/** `#\t0x47e824\tinternal/sync.runtime_SemacquireMutex+0x24\t/usr/lib/go-1.27/src/runtime/sema.go:95`, columns padded. */
const FRAME = /^#\s{1,8}0x[0-9a-f]{1,16}\s{1,64}(\S{1,1024})\+0x[0-9a-f]{1,16}\s{1,600}(\S.{0,2100})$/;

const PLACE = /^(.{1,2048}):(\d{1,9})$/;

export interface ProfileSink {
  stack(state: string, frames: readonly GoFrame[], count: number, line: number, leaked: boolean): void;
}

/**
 * Reads a goroutine profile of pprof with `debug=1`: counts and stacks, no ids, states or waits.
 * The state is told from the top frame as far as that is certain, else it is `unknown`.
 */
export class ProfileReader {
  private readonly sink: ProfileSink;
  private count = 0;
  private line = 0;
  /** Go 1.26's profile of goroutines that nothing can wake. */
  private leaked = false;
  private frames: GoFrame[] = [];
  /** Goroutines that the first line announces, and those of the stacks read. */
  private announced = 0;
  private read = 0;

  constructor(sink: ProfileSink) {
    this.sink = sink;
  }

  /** The profile holds fewer goroutines than its first line says. */
  get truncated(): boolean {
    return this.read < this.announced;
  }

  push(text: string, line: number): void {
    const total = TOTAL.exec(text);
    if (total !== null) {
      this.leaked = total[1] !== undefined;
      this.announced = Number(total[2]);
      return;
    }
    const head = HEAD.exec(text);
    if (head !== null) {
      this.end();
      this.count = Number(head[1]);
      this.line = line;
      return;
    }
    if (text === '') {
      this.end();
      return;
    }
    const frame = FRAME.exec(text);
    if (frame === null || this.count === 0 || this.frames.length >= MAX_PROFILE_FRAMES) return;
    const place = PLACE.exec((frame[2] ?? '').trim());
    this.frames.push({ function: frame[1] ?? '', file: place?.[1] ?? '', line: Number(place?.[2] ?? 0) });
  }

  end(): void {
    this.read += this.count;
    if (this.count > 0) this.sink.stack(stateOf(this.frames), this.frames, this.count, this.line, this.leaked);
    this.count = 0;
    this.frames = [];
  }
}

/** Wait reasons that only one function can show; channels and selects leave no frame in a profile. */
const STATES: readonly (readonly [string, string])[] = [
  ['internal/poll.runtime_pollWait', 'IO wait'],
  ['net.runtime_pollWait', 'IO wait'],
  ['internal/sync.runtime_SemacquireMutex', 'sync.Mutex.Lock'],
  ['sync.runtime_SemacquireRWMutexR', 'sync.RWMutex.RLock'],
  ['sync.runtime_SemacquireRWMutex', 'sync.RWMutex.Lock'],
  ['sync.runtime_SemacquireWaitGroup', 'sync.WaitGroup.Wait'],
  ['sync.runtime_Semacquire', 'semacquire'],
  ['sync.runtime_notifyListWait', 'sync.Cond.Wait'],
  ['time.Sleep', 'sleep'],
  ['syscall.Syscall', 'syscall'],
  ['syscall.syscall', 'syscall'],
  ['os/signal.signal_recv', 'syscall'],
  ['runtime/pprof.', 'running'],
];

/** What a goroutine waits in, told from its top frame. */
export function stateOf(frames: readonly GoFrame[]): string {
  const top = frames[0]?.function ?? '';
  return STATES.find(([start]) => top.startsWith(start))?.[1] ?? 'unknown';
}
