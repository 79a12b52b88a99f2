/** What stands between the brackets of a goroutine header, and behind them. */
export interface Status {
  /** Wait reason or status without attributes. */
  readonly state: string;
  /** Whole minutes, 0 where none are shown. */
  readonly minutes: number;
  readonly lockedToThread: boolean;
  readonly leaked: boolean;
}

/** Attributes that the runtime appends to the reason: ` (scan)` from Go 1.6, ` (durable)` 1.25, ` (leaked)` 1.26. */
const MARKS = [' (leaked)', ' (scan)', ' (durable)'];
const MINUTES = /^(\d{1,9}) minutes?$/;
/** Labels may be long. */
const LONGEST_HEADER = 64 * 1024;

/**
 * Reads a header's end from the opening bracket on, `goroutineheader` in the runtime's traceback.go:
 * `[syscall, 91275 minutes, locked to thread]:`, `[chan receive labels:{"op": "x"}]:` (Go 1.26),
 * `[chan receive] {op: "a \"q\" v", container: 5c8a}:` (1.27), `[semacquire]:: redacted` is none.
 * Undefined if the text is no such end.
 */
export function parseStatus(text: string): Status | undefined {
  if (text.length > LONGEST_HEADER || text.charCodeAt(0) !== 0x5b) return undefined;
  const labels = text.indexOf(' labels:{');
  const bracket = text.indexOf(']');
  let statusEnd = bracket;
  let at: number;
  if (labels > 0 && (bracket < 0 || labels < bracket)) {
    statusEnd = labels;
    at = skipLabels(text, labels + ' labels:'.length);
    if (at < 0 || text.charCodeAt(at) !== 0x5d) return undefined;
    at++;
  } else {
    if (bracket < 0) return undefined;
    at = bracket + 1;
  }
  if (text.startsWith(' {', at)) {
    at = skipLabels(text, at + 1);
    if (at < 0) return undefined;
  }
  if (text.slice(at).trim() !== ':') return undefined;
  return parseReason(text.slice(1, statusEnd));
}

/** `semacquire, 842 minutes, locked to thread`; unknown parts such as `synctest bubble 1` are dropped. */
function parseReason(text: string): Status | undefined {
  const [first = '', ...rest] = text.split(', ');
  let state = first;
  let minutes = 0;
  let lockedToThread = false;
  let leaked = false;
  for (const part of rest) {
    const shown = MINUTES.exec(part);
    if (shown !== null) minutes = Number(shown[1]);
    else if (part === 'locked to thread') lockedToThread = true;
  }
  // Marks may stand one behind the other; each is taken off once.
  for (let round = 0; round < MARKS.length; round++) {
    for (const mark of MARKS) {
      if (!state.endsWith(mark)) continue;
      state = state.slice(0, -mark.length);
      if (mark === ' (leaked)') leaked = true;
    }
  }
  if (state === '') return undefined;
  return { state, minutes, lockedToThread, leaked };
}

/** Index behind the `}` that closes the labels opened at `open`, quoted strings skipped; -1 if it never closes. */
function skipLabels(text: string, open: number): number {
  let quoted = false;
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === 0x5c) at++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x7d) return at + 1;
  }
  return -1;
}
