/** How a Go program ended, by its first line. */
export interface CrashOpening {
  readonly crash: 'panic' | 'fatal-error' | 'signal';
  /** The text behind `panic: ` or `fatal error: `, the signal's words, or what the runtime said ahead of the signal. */
  readonly text: string;
  readonly signal?: string;
  /** The process goes on: net/http recovered the panic of one request. */
  readonly recovered?: boolean;
  /** Client address of a recovered panic. */
  readonly client?: string;
  /** A better line follows as a rule: `fatal error: …` behind what the runtime says first. */
  readonly preliminary?: boolean;
}

/**
 * What stands before and behind `panic: ` at the start of a message, as the bytes of a source show it. The word alone has 7
 * bytes, and the shortest literal decides how fast all of them are found. A newline in front means the start of a line.
 */
const PANIC_LITERALS: readonly string[] = [
  '\npanic: ',
  // Indented, quoted or fenced in a ticket.
  '\n panic: ',
  '  panic: ',
  '\n\tpanic: ',
  '> panic: ',
  '\n>panic: ',
  '; panic: ',
  '\n`panic: ',
  '```panic: ',
  '- panic: ',
  '* panic: ',
  // Behind a program, a bracket (klog, logrus on terminals, Docker Desktop), a bar (compose) or a colour code.
  ': panic: ',
  '] panic: ',
  '| panic: ',
  '[0mpanic: ',
  '[0m panic: ',
  // Behind a stamp or a stream: `docker logs -t`, Go's log package, CRI.
  'Z panic: ',
  ...Array.from({ length: 10 }, (_, digit) => `${digit} panic: `),
  ' F panic: ',
  ' P panic: ',
  // Inside JSON, logfmt or a quoted message, maybe with HTML entities.
  '":"panic: ',
  ': "panic: ',
  'msg="panic: ',
  '\n"panic: ',
  '\\"panic: ',
  'quot;panic: ',
  // In a later line of an escaped message.
  '\\npanic: ',
  '#012panic: ',
  '#011panic: ',
  // A field of a journal export.
  'MESSAGE=panic: ',
];

/** Each line that `readOpening` reads holds one of these, or `panic: `. */
const OTHER_LITERALS: readonly string[] = [
  'http: panic serving ',
  'fatal error: ',
  'fatal: morestack on ',
  'fatal: systemstack called',
  'SIGQUIT: quit',
  'SIGABRT: abort',
  'SIGSEGV: segmentation violation',
  'SIGBUS: bus error',
  'SIGILL: illegal instruction',
  'SIGTRAP: trace trap',
  'SIGFPE: floating-point exception',
  'SIGSYS: bad system call',
  'SIGSTKFLT: stack fault',
  '[signal SIG',
  '[signal 0x',
  'runtime: out of memory',
  'runtime: cannot allocate memory',
  'runtime: goroutine stack exceeds ',
  'runtime: program exceeds ',
  'runtime: failed to create new OS thread',
  'runtime/cgo: pthread_create failed',
  'unexpected fault address ',
];

/** One of these stands in each line, as the source holds it, that may open a crash. */
export const OPENING_LITERALS: readonly string[] = [...PANIC_LITERALS, ...OTHER_LITERALS];

// Two formats of which all lines are read, so that no literal is needed: Docker's raw stream (stream, three NULs, four bytes of
// length), and the export of a journal, whose fields of several lines stand behind eight bytes of length.
const FRAME_HEADER = /^[\x01\x02]\0\0\0[\s\S]{4}/;
const BINARY_FIELD = /\nMESSAGE\n[\s\S]{6,8}panic: /;

/**
 * Whether a record may open a crash; `raw` is its text as the source holds it. A panic behind a prefix that is not among the
 * literals is passed over, so that what is found does not depend on how lines were picked.
 */
export function mayOpen(message: string, raw: string): boolean {
  if (OTHER_LITERALS.some((literal) => message.includes(literal))) return true;
  if (!message.includes('panic: ')) return false;
  const behindNewline = `\n${raw.replace(FRAME_HEADER, '')}`;
  return PANIC_LITERALS.some((literal) => behindNewline.includes(literal)) || BINARY_FIELD.test(behindNewline);
}

/** Characters of a line that are looked at. */
export const MAX_CRASH_LINE = 4096;
const MAX_TEXT = 1_000;

const PANIC = /^panic: (.{0,4000})/;
const RECOVERED_MARK = / \[recovered(?:, repanicked)?\]$/;
const FATAL = /^fatal(?: error)?: (.{0,4000})/;
// 2021/05/03 12:00:00 http: panic serving 10.0.0.7:51234: runtime error: …
const SERVING = /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{6})? )?http: panic serving (\S{1,128}): (.{0,4000})/;
const SIGNAL = /^(SIG[A-Z]{2,8}): [a-z-]{3,24}(?: [a-z]{3,12}){0,2}$/;
const RUNTIME =
  /^(?:runtime: (?:out of memory|cannot allocate memory|goroutine stack exceeds|program exceeds|failed to create new OS thread)|runtime\/cgo: pthread_create failed|unexpected fault address )/;
// [signal SIGSEGV: segmentation violation code=0x1 addr=0x10 pc=0x484f65]; Go 1.4: [signal 0xb code=0x1 addr=0x0 pc=0x401de1]
const SIGNAL_LINE = /^\[signal (SIG[A-Z]{2,8}|0x[0-9a-f]{1,3})[: ]/;
const SIGNAL_ADDRESS = /^.{0,100}? addr=(0x[0-9a-f]{1,16})/;
const FAULT_ADDRESS = /^unexpected fault address (0x[0-9a-f]{1,16})/;

/** Linux numbers of the signals that Go 1.4 printed as numbers. */
const SIGNAL_NUMBERS: Readonly<Record<string, string>> = {
  '0x3': 'SIGQUIT',
  '0x4': 'SIGILL',
  '0x5': 'SIGTRAP',
  '0x6': 'SIGABRT',
  '0x7': 'SIGBUS',
  '0x8': 'SIGFPE',
  '0xb': 'SIGSEGV',
};

function clip(text: string): string {
  return text.trim().slice(0, MAX_TEXT);
}

/** A panic's value without the mark of a recovered one. */
export function panicValue(text: string): string {
  return clip(text.trimEnd().replace(RECOVERED_MARK, ''));
}

/** Reads the first line of a crash; undefined for all other lines. The text must start with the crash's words. */
export function readOpening(text: string): CrashOpening | undefined {
  const panic = PANIC.exec(text)?.[1];
  if (panic !== undefined) return { crash: 'panic', text: panicValue(panic) };
  if (text.startsWith('fatal')) {
    const fatal = FATAL.exec(text)?.[1];
    // Many programs print `fatal: `; these two are the Go runtime's.
    if (fatal === undefined || (text.startsWith('fatal: ') && !/^(?:morestack on |systemstack called)/.test(fatal)))
      return undefined;
    return { crash: 'fatal-error', text: clip(fatal) };
  }
  const signal = SIGNAL.exec(text)?.[1];
  if (signal !== undefined)
    return OTHER_LITERALS.some((literal) => text.startsWith(literal))
      ? { crash: 'signal', text: clip(text), signal }
      : undefined;
  if (RUNTIME.test(text)) return { crash: 'fatal-error', text: clip(text), preliminary: true };
  const serving = SERVING.exec(text);
  if (serving !== null)
    return { crash: 'panic', text: clip(serving[2] ?? ''), client: serving[1] ?? '', recovered: true };
  // The line before this one was lost.
  const facts = readSignalLine(text);
  return facts?.signal === undefined
    ? undefined
    : { crash: 'signal', text: clip(text), signal: facts.signal, preliminary: true };
}

export interface SignalFacts {
  readonly signal?: string;
  /** The address that was accessed, `0x10`. */
  readonly address?: string;
}

/** Reads `[signal …]` and `unexpected fault address …`; undefined for all other lines. */
export function readSignalLine(text: string): SignalFacts | undefined {
  const fault = FAULT_ADDRESS.exec(text)?.[1];
  if (fault !== undefined) return { address: fault };
  const name = SIGNAL_LINE.exec(text)?.[1];
  if (name === undefined) return undefined;
  const address = SIGNAL_ADDRESS.exec(text)?.[1];
  return { signal: SIGNAL_NUMBERS[name] ?? name, ...(address === undefined ? {} : { address }) };
}

/** What one line behind the opening is. */
export type CrashLine =
  | { readonly kind: 'goroutine'; readonly id: number }
  | { readonly kind: 'runtime-stack' }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'created-by'; readonly name: string }
  | { readonly kind: 'registers' }
  | { readonly kind: 'blank' }
  | { readonly kind: 'other' };

const HEADER = /^goroutine (\d{1,19}) (?:gp=\S{1,24} m=\S{1,12} (?:mp=\S{1,24} )?)?\[/;
const FUNCTION = /^([^\s(][^\s]{0,500})\(/;
const FILE = /^([^\s:]{0,1000}(?:\.(?:go|s|c|cc|cpp|h|S)|<autogenerated>)):\d{1,9}(?: |$)/;
const CREATED = /^created by ([^\s]{1,500})/;
const REGISTER = /^(?:rax|eax|r0) {2,8}0x[0-9a-f]{1,16}$|^PC=0x[0-9a-f]{1,16} m=|^exit status \d/;

/** Reads a line behind the opening, leading blanks removed. */
export function readCrashLine(text: string): CrashLine {
  if (text === '') return { kind: 'blank' };
  const id = HEADER.exec(text)?.[1];
  if (id !== undefined) return { kind: 'goroutine', id: Number(id) };
  if (text.startsWith('runtime stack:')) return { kind: 'runtime-stack' };
  const file = FILE.exec(text)?.[1];
  if (file !== undefined) return { kind: 'file', file };
  const created = CREATED.exec(text)?.[1];
  if (created !== undefined) return { kind: 'created-by', name: created };
  if (REGISTER.test(text)) return { kind: 'registers' };
  const name = functionName(text);
  return name === undefined ? { kind: 'other' } : { kind: 'function', name };
}

/** `main.(*T).Method(0x1, 0x2)`: the arguments hold no parentheses, so the last opening one starts them. */
function functionName(text: string): string | undefined {
  const open = text.lastIndexOf('(');
  // A line cut by a column limit ends in `...` instead of `)`.
  if (open <= 0 || !(text.endsWith(')') || text.endsWith('...')) || !FUNCTION.test(text)) return undefined;
  const name = text.slice(0, Math.min(open, 500));
  return name === 'panic' || name === 'non-Go' || name.includes('.') ? name : undefined;
}
