/** One entry of a kernel call trace. `reliable` is false for entries that the kernel marks with `?`. */
export interface KernelFrame {
  readonly function: string;
  readonly reliable: boolean;
}

//  <IRQ>  [<ffffffff810c4c4c>] ? sched_show_task+0xbc/0x120 [module]; a pasted line may be cut behind its +0x
const FRAME =
  /^(?:<\/?[A-Z#_0-9]{2,12}> {0,4})?(?:\[<[0-9a-f]{8,16}>\] {0,2})?(\? )?([A-Za-z_][\w.$]{0,127})\+0x[0-9a-f]{1,8}(?:\/0x[0-9a-f]{1,8}(?: |$)|$)/;
// [<80109930>] (unwind_backtrace) from [<80106bc4>] (show_stack+0x20/0x24): 32-bit ARM; newer: unwind_backtrace from show_stack+0x20/0x24
const ARM_FRAME =
  /^(?:\[<[0-9a-f]{8}>\] )?\(?([A-Za-z_][\w.$]{0,127})(?:\+0x[0-9a-f]{1,8}\/0x[0-9a-f]{1,8})?\)? from (?:\[<[0-9a-f]{8}>\] )?\(?[A-Za-z_][\w.$]{0,127}\+0x/;

/** Reads one line of a call trace; undefined for every other line. */
export function readFrame(text: string): KernelFrame | undefined {
  const match = FRAME.exec(text);
  if (match?.[2] !== undefined) return { function: match[2], reliable: match[1] === undefined };
  const arm = ARM_FRAME.exec(text);
  return arm?.[1] === undefined ? undefined : { function: arm[1], reliable: true };
}

/** Frames that only print or wait; the function of interest stands below them. */
const PLUMBING =
  /^(?:__)?(?:dump_stack|dump_stack_lvl|show_stack|dump_backtrace|unwind_backtrace|warn|warn_printk|warn_slowpath_\w{1,20}|report_bug|dump_header|warn_alloc\w{0,12}|schedule|schedule_timeout|panic|die|die_body|show_regs|sched_show_task|nmi_cpu_backtrace)(?:\.|$)/;

/** Whether a function only prints the report or waits. */
export function isPlumbing(name: string): boolean {
  return PLUMBING.test(name);
}

// RIP: 0010:ovl_dentry_version_get+0xa/0x20 [overlay]; RIP: 0010:[<ffff…>]  [<ffff…>] f+0xa/0x20; pc : f+0x1/0x2; PC is at f+0x1/0x2
const INSTRUCTION =
  /^(?:RIP: 0010:|RIP {1,2}|EIP: |IP: |pc : |PC is at )(?:\[<[0-9a-f]{8,16}>\] {0,2}){0,2}([A-Za-z_][\w.$]{0,127})\+0x[0-9a-f]{1,8}\/0x/;

/** The kernel function at the instruction pointer; undefined for user addresses and other lines. */
export function readInstructionPointer(text: string): string | undefined {
  return INSTRUCTION.exec(text)?.[1];
}

/** Who ran and on which kernel, from the line that each report prints. Absent where that line does not show it. */
export interface KernelContext {
  readonly cpu?: number;
  readonly pid?: number;
  readonly comm?: string;
  /** Release, `3.10.0-693.el7.x86_64`. */
  readonly kernel?: string;
  /** Taint letters without blanks and dashes, `GWOE`; absent for an untainted kernel. */
  readonly tainted?: string;
}

// CPU: 1 UID: 0 PID: 4321 Comm: containerd-shim Not tainted 6.12.38+deb13-amd64 #1  Debian 6.12.38-1
const CPU_LINE =
  /^CPU: (\d{1,5}) (?:UID: \d{1,10} )?PID: (\d{1,10}) Comm: (.{1,64}?) (?:Kdump: loaded )?((?:Not tainted|Tainted: ).{0,300})/;
// Pid: 1, comm: init Not tainted 3.4.0 #1
const OLD_CPU_LINE = /^Pid: (\d{1,10}), comm: (.{1,64}?) ((?:Not tainted|Tainted: ).{0,300})/;
// comm "dockerd", pid 7926, jiffies 4294967295 (age 12.040s): kmemleak
const LEAK_LINE = /^comm "(.{1,64})", pid (\d{1,10}), jiffies /;
const TAINT_LINE = /^(?:Not tainted|Tainted: )/;
const RELEASE = /(?:^| )(\d{1,2}\.\d{1,3}[.-][\w.+~-]{1,80})/;

function readTaint(text: string): KernelContext {
  const letters = text.replace(TAINT_LINE, '');
  const release = RELEASE.exec(letters);
  const tainted = (release === null ? letters : letters.slice(0, release.index)).replace(/[^A-Z]/g, '');
  return { ...(tainted === '' ? {} : { tainted }), ...(release?.[1] === undefined ? {} : { kernel: release[1] }) };
}

/** Reads the `CPU: … PID: … Comm: …` line, its older form, kmemleak's, or the bare taint line of hung-task reports. */
export function readContext(text: string): KernelContext | undefined {
  const line = CPU_LINE.exec(text);
  if (line !== null)
    return { cpu: Number(line[1]), pid: Number(line[2]), comm: line[3] ?? '', ...readTaint(line[4] ?? '') };
  const old = OLD_CPU_LINE.exec(text);
  if (old !== null) return { pid: Number(old[1]), comm: old[2] ?? '', ...readTaint(old[3] ?? '') };
  const leak = LEAK_LINE.exec(text);
  if (leak !== null) return { pid: Number(leak[2]), comm: leak[1] ?? '' };
  return TAINT_LINE.test(text) ? readTaint(text.slice(0, 300)) : undefined;
}

const DETAIL_PREFIX =
  /^(?:Call Trace|Call trace|Hardware name|Modules linked|RIP|RSP|EIP|ESP|RBP|Code|Stack|CR2|CS|FS|GS|DR0|DR3|PKRU|ORIG_RAX|EFLAGS|R\d\d|R[A-DS][XIP]|E[A-DS][XIP]|task|Workqueue|PGD|P4D|PUD|PMD|PTE|IP|#PF|Oops|Kernel Offset|Sending NMI|NMI backtrace|rcu|Task dump|Showing all locks|Future hung task|INFO|Internal error|Mem abort|Data abort|ESR|FAR|pstate|pc|lr|sp|x\d{1,2}|r\d{1,2}|Process|Thread|Backtrace|Exception stack|backtrace|swapper|irq event|hardirqs|softirqs|last |Preemption disabled|in_atomic|preempt_count|Allocated by|Freed by|The buggy|Memory state|Read of|Write of|which belongs|page|flags|raw|page dumped|Tainted|Not tainted|kernel tried|note|Kernel panic|Shutting down cpus|Dumping ftrace|Object|Bytes b4|Padding|Redzone|Fix|Disabling|Last potentially|Unless|stack backtrace|locks held|no locks held|Call stack|Comm|unreferenced|comm|hex dump)(?:[ :#[(=]|$)/;
// ffff880035c7bd10 0000000000000082: stack words; <TASK>; 2-...!: (0 ticks; (detected by; "echo 0 >; ---[ end; a process line of hung tasks
const DETAIL_SHAPE =
  /^(?:[0-9a-f]{8,16}(?: [0-9a-f]{8,16}){1,7}$|<\/?[A-Z#_0-9]{2,12}>|\d{1,5}-[.!a-zA-Z]{3,6}: \(|\(detected by|\(t=|"echo 0|---\[|\[<[0-9a-f]{8,16}>\]|={8,}|-{8,}|>?[0-9a-f]{8,16}: |.{1,30} [DRSTtZXIPW] (?:[0-9a-f]{8,16}| ?running task|stack|\d) )/;

/** Whether a line reads like the inside of a kernel report: registers, stack words, module list, lock and memory details. */
export function isReportDetail(text: string): boolean {
  return DETAIL_PREFIX.test(text) || DETAIL_SHAPE.test(text);
}
