/** Constraint words of `oom-kill:constraint=CONSTRAINT_…` and what older texts say in other words. */
export type OomConstraint = 'memcg' | 'none' | 'cpuset' | 'memory-policy';

/** One line of an OOM report. Sizes are in kB (1,024 bytes) as the kernel prints them. */
export type OomLine =
  | { readonly kind: 'trigger'; readonly comm: string }
  | { readonly kind: 'cpuset'; readonly comm: string; readonly cpuset: string }
  | { readonly kind: 'task-in'; readonly cgroup: string; readonly limitCgroup: string | undefined }
  | { readonly kind: 'limit-reached'; readonly limitCgroup: string }
  | { readonly kind: 'stats'; readonly cgroup: string }
  | { readonly kind: 'usage'; readonly usageKb: number; readonly limitKb: number }
  | { readonly kind: 'group'; readonly cgroup: string }
  | {
      readonly kind: 'oom-kill';
      readonly constraint: OomConstraint | undefined;
      readonly cpuset: string | undefined;
      readonly limitCgroup: string | undefined;
      readonly cgroup: string | undefined;
      readonly comm: string | undefined;
      readonly pid: number | undefined;
      readonly uid: number | undefined;
    }
  | {
      readonly kind: 'verdict';
      readonly constraint: OomConstraint;
      readonly pid: number;
      readonly comm: string;
      readonly score: number | undefined;
    }
  | {
      readonly kind: 'victim';
      readonly constraint: OomConstraint | undefined;
      readonly pid: number;
      readonly comm: string;
      readonly uid: number | undefined;
      readonly totalVmKb: number | undefined;
      readonly anonRssKb: number | undefined;
      readonly oomScoreAdj: number | undefined;
    }
  | { readonly kind: 'unkillable' }
  | { readonly kind: 'reaper'; readonly pid: number; readonly reaped: boolean };

/** Beginnings of a `Task in` line that a pasted log has wrapped before its `killed as a result of limit of`. */
const TASK_LITERALS: readonly string[] = [
  'Task in /docker/',
  'Task in /kubepods',
  'Task in /system.slice',
  'Task in /user.slice',
  'Task in /machine.slice',
  'Task in /libpod',
  'Task in /lxc/',
  'Task in /ecs/',
];

/** Each line that `readOomLine` reads holds one of these; those of `OPENING_LITERALS` may open a report. */
export const OPENING_LITERALS: readonly string[] = [
  'invoked oom-killer',
  'of memory: Kill',
  'Out of memory (',
  'or sacrifice child',
  'Killed process ',
  'oom-kill:constraint=',
  'oom-kill:,cpuset=',
  ...TASK_LITERALS,
  'killed as a result of limit of',
  'Memory limit reached of cgroup',
  'Memory cgroup stats for ',
  'memory: usage ',
  'kB, failcnt ',
  'memory.oom.group',
  'no killable processes',
];

// stress invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=968; a quote stands before it in JSON that was not opened
const TRIGGER = /^([^"]{1,64}) invoked oom-killer:/;
// stress cpuset=0e7dc1… mems_allowed=0
const CPUSET = /^([^"]{1,64}) cpuset=(\S{1,512}) mems_allowed=/;
// Task in /docker/341… killed as a result of limit of /docker/341…
const TASK_IN = /^Task in (\/\S{0,2000})(?: killed as a result of limit of (\/\S{0,2000})?)?/;
const TASK_TAIL = 'killed as a result of limit of';
const LIMIT_REACHED = /^Memory limit reached of cgroup (\/\S{0,2000})/;
const STATS = /^Memory cgroup stats for (\/[^:\s]{0,2000})/;
// memory: usage 204800kB, limit 204800kB, failcnt 5284
const USAGE = /^memory: usage (\d{1,18})kB, limit (\d{1,18})kB/;
const GROUP = /^Tasks in (\/\S{0,2000}) are going to be killed due to memory\.oom\.group set/;
const OOM_KILL = /^oom-kill:(?:constraint=|,cpuset=)/;
// Memory cgroup out of memory: Kill process 20357 (runc:[2:INIT]) score 970 or sacrifice child
const VERDICT =
  /^(Memory cgroup out of memory|Out of memory)(?: \([a-z_]{1,40}\))?: Kill process (\d{1,10}) \((.{1,64})\)(?: score (\d{1,10}))?(?: |$)/;
// Killed process 4711 (java) total-vm:3649380kB, …; RHEL 7: Killed process 27672 (stress), UID 0, total-vm:…; 2.6.32: Killed process 1, UID 2, (java) total-vm:…
const VICTIM =
  /^(?:(Memory cgroup out of memory|Out of memory)(?: \([a-z_]{1,40}\))?: )?Killed process (\d{1,10})(?:, UID (\d{1,10}),)? \((.{1,64})\),?(?: UID (\d{1,10}),)?(?: total-vm:(\d{1,15})kB|\.{3}|$)(.{0,400})/;
const ANON_RSS = /\banon-rss:(\d{1,15})kB/;
const LATE_UID = /\bUID:(\d{1,10})/;
const SCORE_ADJ = /\boom_score_adj:(-?\d{1,4})/;
const REAPED = /^oom_reaper: reaped process (\d{1,10}) /;
const UNREAPED = /^oom_reaper: unable to reap pid:(\d{1,10}) /;

const CONSTRAINTS: Readonly<Record<string, OomConstraint>> = {
  CONSTRAINT_NONE: 'none',
  CONSTRAINT_CPUSET: 'cpuset',
  CONSTRAINT_MEMORY_POLICY: 'memory-policy',
  CONSTRAINT_MEMCG: 'memcg',
};

function toNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function constraintOf(words: string | undefined): OomConstraint | undefined {
  if (words === undefined) return undefined;
  return words.startsWith('Memory cgroup') ? 'memcg' : 'none';
}

/** The value behind `key=` up to the next `,name=`, so that commas in a comm do no harm; undefined if absent. */
function valueOf(text: string, key: string): string | undefined {
  const at = text.indexOf(`,${key}=`);
  if (at < 0) return undefined;
  const start = at + key.length + 2;
  const rest = text.slice(start);
  const end = rest.search(/,(?:[a-z_]{2,20}=|global_oom)/);
  return end < 0 ? rest : rest.slice(0, end);
}

// oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=<id>,mems_allowed=0,oom_memcg=/A,task_memcg=/A/B,task=stress,pid=20357,uid=0
// RHEL's 3.10 leaves out constraint and nodemask, journals cut the line.
function readOomKill(text: string): OomLine {
  const list = `,${text.slice('oom-kill:'.length)}`;
  const pid = valueOf(list, 'pid');
  const uid = valueOf(list, 'uid');
  const limitCgroup = valueOf(list, 'oom_memcg');
  const fallback: OomConstraint | undefined =
    limitCgroup !== undefined ? 'memcg' : list.includes(',global_oom') ? 'none' : undefined;
  return {
    kind: 'oom-kill',
    constraint: CONSTRAINTS[valueOf(list, 'constraint') ?? ''] ?? fallback,
    cpuset: valueOf(list, 'cpuset'),
    limitCgroup,
    cgroup: valueOf(list, 'task_memcg'),
    comm: valueOf(list, 'task'),
    pid: pid !== undefined && /^\d{1,10}$/.test(pid) ? Number(pid) : undefined,
    uid: uid !== undefined && /^\d{1,10}$/.test(uid) ? Number(uid) : undefined,
  };
}

function readKill(text: string): OomLine | undefined {
  const verdict = VERDICT.exec(text);
  if (verdict !== null) {
    return {
      kind: 'verdict',
      constraint: constraintOf(verdict[1]) ?? 'none',
      pid: Number(verdict[2]),
      comm: verdict[3] ?? '',
      score: toNumber(verdict[4]),
    };
  }
  const victim = VICTIM.exec(text);
  if (victim === null) return undefined;
  // Without the sizes the words are anybody's; with the verdict in front a cut line may end early.
  if (victim[1] === undefined && victim[6] === undefined && !text.endsWith('...')) return undefined;
  const rest = victim[7] ?? '';
  return {
    kind: 'victim',
    constraint: constraintOf(victim[1]),
    pid: Number(victim[2]),
    comm: victim[4] ?? '',
    uid: toNumber(victim[3] ?? victim[5] ?? LATE_UID.exec(rest)?.[1]),
    totalVmKb: toNumber(victim[6]),
    anonRssKb: toNumber(ANON_RSS.exec(rest)?.[1]),
    oomScoreAdj: toNumber(SCORE_ADJ.exec(rest)?.[1]),
  };
}

/** Whether a line that begins with `Task in /` holds one of the literals: short ones of unknown cgroups say nothing. */
export function opensTask(text: string): boolean {
  return text.includes(TASK_TAIL) || TASK_LITERALS.some((literal) => text.startsWith(literal));
}

function readCgroupLine(text: string): OomLine | undefined {
  const task = TASK_IN.exec(text);
  if (task !== null && opensTask(text)) return { kind: 'task-in', cgroup: task[1] ?? '', limitCgroup: task[2] };
  const reached = LIMIT_REACHED.exec(text)?.[1];
  if (reached !== undefined) return { kind: 'limit-reached', limitCgroup: reached };
  const stats = STATS.exec(text)?.[1];
  if (stats !== undefined) return { kind: 'stats', cgroup: stats };
  const usage = USAGE.exec(text);
  if (usage !== null) return { kind: 'usage', usageKb: Number(usage[1]), limitKb: Number(usage[2]) };
  const group = GROUP.exec(text)?.[1];
  return group === undefined ? undefined : { kind: 'group', cgroup: group };
}

/** Reads one line of an OOM report, leading blanks removed; undefined for all other lines. */
export function readOomLine(text: string): OomLine | undefined {
  const trigger = TRIGGER.exec(text)?.[1];
  if (trigger !== undefined) return { kind: 'trigger', comm: trigger };
  if (OOM_KILL.test(text)) return readOomKill(text);
  if (text.startsWith('oom_reaper: ')) {
    const reaped = REAPED.exec(text)?.[1];
    const pid = reaped ?? UNREAPED.exec(text)?.[1];
    return pid === undefined ? undefined : { kind: 'reaper', pid: Number(pid), reaped: reaped !== undefined };
  }
  if (text.startsWith('Out of memory and no killable')) return { kind: 'unkillable' };
  const cpuset = CPUSET.exec(text);
  if (cpuset !== null) return { kind: 'cpuset', comm: cpuset[1] ?? '', cpuset: cpuset[2] ?? '' };
  return readKill(text) ?? readCgroupLine(text);
}

/** A row of the task table, pages left out. */
export interface OomTask {
  readonly pid: number;
  readonly oomScoreAdj: number;
}

const TABLE_HEAD = /^\[? {0,4}pid {0,4}\] {1,8}uid {1,8}tgid /;
const TABLE_ROW = /^\[? {0,10}(\d{1,10})\] {1,12}(\d[-\d ]{8,200})\s(\S.{0,64})$/;

/** Number of columns between pid and name, from the table's head line; undefined for other lines. */
export function readTaskHead(text: string): number | undefined {
  if (!TABLE_HEAD.test(text)) return undefined;
  return (
    text
      .slice(text.indexOf(']') + 1, 400)
      .trim()
      .split(/ +/).length - 1
  );
}

/**
 * Reads a row of the task table: the last number before the name is oom_score_adj.
 * `[20357]     0 20357    53147     2413      29        0           968 runc:[2:INIT]`. A lost bracket is allowed:
 * dmesg from 2.40 takes the first one for a caller.
 */
export function readTaskRow(text: string, columns: number): OomTask | undefined {
  const match = TABLE_ROW.exec(text);
  if (match === null) return undefined;
  const values = text
    .slice(text.indexOf(']') + 1)
    .trim()
    .split(/ +/, columns);
  const oomScoreAdj = Number(values[columns - 1]);
  if (values.length < columns || !Number.isInteger(oomScoreAdj)) return undefined;
  return { pid: Number(match[1]), oomScoreAdj };
}
