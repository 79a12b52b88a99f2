/**
 * One type of kernel report: its first line and how it goes on. Header strings were read in Linux 3.4 to 6.12.
 * Named groups of `header` become facts of the report; `title` is the grouping key, with `{group}` filled in.
 */
export interface TraceType {
  readonly trace: string;
  /**
   * One of these stands in each line that `header` matches. Those of common types stand wholly before or behind the first `: `
   * of the line: `dmesg --color` puts a colour code there.
   */
  readonly literals: readonly string[];
  /** Tested on text without leading blanks. */
  readonly header: RegExp;
  readonly title: string;
  /** The report is this one line. */
  readonly single?: boolean;
  /** The line that ends the report, where the kernel prints one. */
  readonly end?: RegExp;
  /** No call trace follows. */
  readonly noStack?: boolean;
  /** Lines of other CPUs belong to it. */
  readonly manyCpus?: boolean;
  /** Types whose headers are part of this report as long as no call trace was seen. */
  readonly absorbs?: readonly string[];
}

const END_TRACE = /^-{2,3}\[ end trace/;
const RULE = /^={20,}$/;
const WATCHDOG = '(?:(?:NMI )?watchdog: )?';

/** Page fault error codes that kernel code can raise, as a lone `Oops: 0002 [#1] SMP` prints them; longer than `Oops: 00` alone. */
const OOPS_LITERALS = Array.from({ length: 16 }, (_, code) => `000${code.toString(16)}`)
  .concat('0010', '0011', '0018', '0019')
  .map((code) => `Oops: ${code} [#`);

/** In order: the first row whose header matches wins. */
export const TRACE_TYPES = [
  {
    trace: 'hung-task',
    literals: [' blocked for more than ', ' blocked in I/O wait for more than '],
    // INFO: task runc:[2:INIT]:31337 blocked for more than 241 seconds.
    header:
      /^INFO: task (?<comm>[^"]{1,64}):(?<pid>\d{1,10}) blocked (?:in I\/O wait )?for more than (?<seconds>\d{1,9}) sec/,
    title: 'INFO: task <comm>:<pid> blocked for more than <n> seconds',
  },
  {
    trace: 'soft-lockup',
    literals: ['soft lockup - CPU'],
    // NMI watchdog: BUG: soft lockup - CPU#2 stuck for 22s! [docker:1146]
    header: new RegExp(
      `^${WATCHDOG}BUG: soft lockup - CPU#(?<cpu>\\d{1,5}) stuck for (?<seconds>\\d{1,9})s! \\[(?<comm>.{1,64}):(?<pid>\\d{1,10})\\]`,
    ),
    title: 'BUG: soft lockup',
    manyCpus: true,
  },
  {
    trace: 'hard-lockup',
    literals: ['detected hard LOCKUP on cpu'],
    // NMI watchdog: Watchdog detected hard LOCKUP on cpu 3
    header: new RegExp(`^${WATCHDOG}Watchdog detected hard LOCKUP on cpu (?<cpu>\\d{1,5})`),
    title: 'Watchdog detected hard LOCKUP',
    manyCpus: true,
  },
  {
    trace: 'workqueue-lockup',
    literals: ['workqueue lockup - pool'],
    // BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 31s!
    header: new RegExp(
      `^${WATCHDOG}BUG: workqueue lockup - pool (?:cpus=(?<cpu>\\d{1,5}) )?.{0,120}? stuck for (?<seconds>\\d{1,9})s`,
    ),
    title: 'BUG: workqueue lockup',
    noStack: true,
  },
  {
    trace: 'rcu-stall',
    literals: ['detected stall on CPU', 'detected stalls on ', 'detected expedited stalls on '],
    // INFO: rcu_sched self-detected stall on CPU { 1}  (t=60000 jiffies g=12345 c=12344 q=4567)
    header:
      /^(?:rcu: )?INFO: (?<flavour>rcu_\w{1,24}) (?:(?:self-)?detected stall on CPU|detected (?:expedited )?stalls on )(?:.{0,30}?\{ ?(?<cpu>\d{1,5}))?(?:.{0,100}?t=(?<jiffies>\d{1,12}) jiffies)?/,
    title: 'INFO: {flavour} stall',
    manyCpus: true,
    absorbs: ['rcu-stall'],
  },
  {
    trace: 'lockdep',
    literals: [
      'possible circular locking',
      'possible recursive locking',
      'possible irq lock inversion',
      '-unsafe lock order detected',
      'inconsistent lock state',
      'bad unlock balance',
      'suspicious RCU usage',
      'suspicious rcu_dereference',
      'held lock freed',
      'lock held when returning',
      'Invalid wait context',
      'trying to register non-static key',
    ],
    // WARNING: possible circular locking dependency detected; before 4.11: [ INFO: possible circular locking … ]
    header:
      /^(?:\[ )?(?:WARNING|INFO|BUG): (?<text>(?:possible (?:circular|recursive|irq lock)|\w{1,20}-safe -> |inconsistent lock|bad unlock|suspicious |held lock|lock held|Invalid wait|trying to register).{0,60}?)(?: \]|!|$)/,
    title: '{text}',
  },
  {
    trace: 'warning',
    // The form of 6.18 has no literal of its own: it is only found behind its `cut here` line.
    literals: ['WARNING: CPU: ', 'WARNING: at '],
    // WARNING: CPU: 1 PID: 4321 at lib/refcount.c:28 refcount_warn_saturate+0xbe/0x110; 3.x: WARNING: at FILE:LINE FUNC()
    // 6.18 on: WARNING: FILE:LINE at FUNC, CPU#0: comm/pid
    header:
      /^WARNING: (?:CPU: (?<cpu>\d{1,5}) PID: (?<pid>\d{1,10}) )?(?:at )?(?<at>[\w./+-]{1,200}:\d{1,6})(?: at)? (?<function>[A-Za-z_][\w.$]{0,127})/,
    title: 'WARNING at {at} {function}',
    end: END_TRACE,
  },
  {
    trace: 'bug',
    literals: ['kernel BUG at '],
    header: /^kernel BUG at (?<at>[\w./+-]{1,200}:\d{1,6})!/,
    title: 'kernel BUG at {at}',
    end: END_TRACE,
    absorbs: ['oops'],
  },
  {
    trace: 'general-protection',
    literals: ['general protection fault'],
    // general protection fault, probably for non-canonical address 0xdead000000000108: 0000 [#1] SMP PTI
    header:
      /^(?:Oops: )?general protection fault(?:, (?:probably|maybe) for (?:non-canonical )?address (?<address>0x[0-9a-f]{1,16}))?: [0-9a-f]{4} \[#\d/,
    title: 'general protection fault in {function}',
    end: END_TRACE,
    absorbs: ['oops'],
  },
  {
    trace: 'oops',
    literals: [
      'nable to handle kernel ',
      'kernel NULL pointer dereference',
      'nable to handle page fault for',
      'stack guard page was hit',
      ...OOPS_LITERALS,
      'Internal error: ',
      'divide error: 00',
      'invalid opcode: 00',
      'stack segment: 00',
      'double fault: 00',
      'PANIC: double fault',
      'alignment check: 00',
    ],
    // BUG: kernel NULL pointer dereference, address: 0000000000000078; Oops: 0002 [#1] SMP; arm64: Unable to handle kernel paging request at virtual address …
    header:
      /^(?:(?:BUG: )?[uU]nable to handle (?:kernel |page fault)(?:.{0,80}? (?:at|address:?) (?<address>[0-9a-f]{8,16})\b)?|BUG: kernel NULL pointer dereference, address: (?<address2>[0-9a-f]{8,16})|BUG: stack guard page was hit|(?:Oops: ){1,2}(?:\w{1,20} \w{1,20}: )?[0-9a-f]{4} \[#\d|Internal error: .{1,60} \[#\d|(?:divide error|invalid opcode|stack segment|double fault|alignment check): [0-9a-f]{4} \[#\d|PANIC: double fault)/,
    title: 'oops in {function}',
    end: END_TRACE,
    absorbs: ['oops', 'general-protection'],
  },
  {
    trace: 'panic',
    literals: ['Kernel panic - not syncing'],
    header: /^Kernel panic - not syncing(?:: ?(?<reason>.{0,200}))?/,
    title: 'Kernel panic: {reason}',
    end: /^---\[ end Kernel panic|^Rebooting in \d/,
  },
  {
    trace: 'page-allocation-failure',
    literals: ['page allocation failure'],
    // docker: page allocation failure: order:4, mode:0x1040d0
    header: /^(?<comm>[^"]{1,64}): page allocation failure[.:] order:(?<order>\d{1,2}), mode:/,
    title: 'page allocation failure of order {order}',
  },
  {
    trace: 'kasan',
    literals: ['BUG: KASAN: '],
    header: /^BUG: KASAN: (?<text>[a-z -]{1,40}?) (?:in|on) (?<function>[A-Za-z_][\w.$]{0,127})/,
    title: 'KASAN: {text} in {function}',
    end: RULE,
  },
  {
    trace: 'kmsan',
    literals: ['BUG: KMSAN: '],
    header: /^BUG: KMSAN: (?<text>[a-z-]{1,40}) in (?<function>[A-Za-z_][\w.$]{0,127})/,
    title: 'KMSAN: {text} in {function}',
    end: RULE,
  },
  {
    trace: 'kfence',
    literals: ['BUG: KFENCE: '],
    header: /^BUG: KFENCE: (?<text>[a-z -]{1,40}?)(?: (?:read|write))? in (?<function>[A-Za-z_][\w.$]{0,127})/,
    title: 'KFENCE: {text} in {function}',
    end: RULE,
  },
  {
    trace: 'kcsan',
    literals: ['BUG: KCSAN: '],
    header: /^BUG: KCSAN: (?<text>(?:assert: )?[a-z-]{1,40}) in (?<function>[A-Za-z_][\w.$]{0,127})/,
    title: 'KCSAN: {text} in {function}',
    end: RULE,
  },
  {
    trace: 'ubsan',
    literals: [
      'Undefined behaviour in ',
      '-out-of-bounds in ',
      '-overflow in ',
      'null-ptr-deref in ',
      'misaligned-access in ',
      'object-size-mismatch in ',
      'invalid-load in ',
      'implicit-conversion in ',
    ],
    // UBSAN: shift-out-of-bounds in fs/foo.c:12:3
    header: /^UBSAN: (?<text>[A-Za-z -]{1,40}) in (?<at>[\w./+-]{1,200}:\d{1,6})/,
    title: 'UBSAN: {text} in {at}',
    end: RULE,
  },
  {
    trace: 'atomic-sleep',
    literals: ['sleeping function called from ', 'scheduling while atomic: '],
    header:
      /^BUG: (?:sleeping function called from \w{1,12} context at (?<at>[\w./+-]{1,200}:\d{1,6})|scheduling while atomic: (?<comm>.{1,64})\/(?<pid>\d{1,10})\/0x)/,
    title: 'BUG: sleep in atomic context',
  },
  {
    trace: 'bad-page',
    literals: ['Bad page state', 'Bad page map', 'Bad page cache', 'Bad rss-counter'],
    // BUG: Bad page state in process runc  pfn:1a2b3
    header:
      /^BUG: Bad (?<text>page (?:state|map|cache)|rss-counter state)(?: in process (?<comm>.{1,64}?) {1,2}(?:pfn|pte):)?/,
    title: 'BUG: Bad {text}',
  },
  {
    trace: 'memory-leak',
    // The summary line `kmemleak: 3 new suspected memory leaks` names no object and opens nothing.
    literals: ['unreferenced object 0x', 'BUG: memory leak'],
    header: /^(?:unreferenced object 0x[0-9a-f]|BUG: memory leak)/,
    title: 'memory leak in {function}',
    absorbs: ['memory-leak'],
  },
  {
    trace: 'slab-corruption',
    literals: [
      'Poison overwritten',
      'Redzone overwritten',
      'Object already free',
      'Freepointer corrupt',
      'Freechain corrupt',
      'Objects remaining in',
      'Invalid object pointer',
      'Wrong object count',
      'Slab corruption',
    ],
    // BUG kmalloc-64 (Not tainted): Poison overwritten
    header: /^(?:BUG (?<cache>[\w:.-]{1,80}) \(.{0,80}?\): (?<text>[A-Z].{1,60})|Slab corruption)/,
    title: 'slab corruption: {text}',
  },
  {
    trace: 'segfault',
    literals: [
      'segfault at ',
      'unhandled exception: ',
      'unhandled level ',
      'unhandled alignment fault',
      'unhandled input address range fault',
      'unhandled ttbr address size fault',
    ],
    // crash[3999]: segfault at 0 ip 0000558d08625139 sp 00007ffd7a0768a0 error 6 in crash[558d08625000+1000]
    header:
      /^(?:traps: )?(?<comm>[^"]{1,64})\[(?<pid>\d{1,10})\]: (?:segfault at (?<address>[0-9a-f]{1,16}) ip .{1,40}? sp|unhandled (?:exception: |level \d |.{1,30} fault))(?:.{0,80} in (?<binary>[^[ ]{1,128})\[)?/,
    title: 'segfault in {binary}',
    single: true,
  },
  {
    trace: 'trap',
    literals: [
      '] general protection',
      '] trap invalid',
      '] trap divide',
      '] trap int3',
      '] trap stack',
      '] trap alignment',
      '] trap bounds',
      '] trap overflow',
    ],
    // traps: crash[27700] trap invalid opcode ip:401764 sp:7ffe4d83b800 error:0 in crash[1764,401000+79000]
    header:
      /^(?:traps: )?(?<comm>[^"]{1,64})\[(?<pid>\d{1,10})\] (?:trap )?(?<text>[a-z][a-z0-9 ]{1,30}?) ip:(?<address>[0-9a-f]{1,16}) sp:(?:.{0,60} in (?<binary>[^[ ]{1,128})\[)?/,
    title: 'trap {text} in {binary}',
    single: true,
  },
] as const satisfies readonly TraceType[];

/** Ends of reports that may also be all that is left of one whose beginning was lost. */
export const PANIC_END = /^---\[ end Kernel panic - not syncing(?:: ?(.{0,200}?))?(?: \]---|$)/;
